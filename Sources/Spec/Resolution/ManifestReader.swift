package import Crypto

/// Reads manifests of one tree, each once, and remembers what it read.
struct ManifestReader {
    private let files: any ManifestFiles
    private let limits: YAMLLimits
    private var contents: [TreePath: [UInt8]] = [:]
    private var documents: [TreePath: Result<YAMLDocument, FileFailure>] = [:]

    init(_ files: any ManifestFiles, limits: YAMLLimits = .standard) {
        self.files = files
        self.limits = limits
    }

    /// The parsed file; its YAML mistakes are in the document.
    ///
    /// - Parameters:
    ///   - path: Where it is in the tree.
    ///   - limits: What it may ask of its reader; those of all manifests, unless said.
    ///   - check: Looks at the bytes first; what it finds takes the place of every mistake of YAML.
    /// - Returns: What the file says, or why it gave no content.
    mutating func document(
        at path: TreePath,
        limits: YAMLLimits? = nil,
        check: ([UInt8]) -> Diagnostic? = { _ in nil }
    ) -> Result<YAMLDocument, FileFailure> {
        if let known = documents[path] { return known }
        let limits = limits ?? self.limits
        let document: Result<YAMLDocument, FileFailure>
        do {
            let bytes = try files.bytes(of: path, limit: limits.fileSize)
            contents[path] = bytes
            let problem = check(bytes)
            document = .success(
                problem.map(YAMLDocument.init(broken:)) ?? YAMLDocument(bytes: bytes, file: path.text, limits: limits)
            )
        } catch {
            document = .failure(error)
        }
        documents[path] = document
        return document
    }

    /// The text of a file that is no manifest.
    mutating func text(at path: TreePath) -> Result<String, FileFailure> {
        do {
            let bytes = try files.bytes(of: path, limit: limits.fileSize)
            contents[path] = bytes
            return .success(String(decoding: bytes, as: UTF8.self))
        } catch {
            return .failure(error)
        }
    }

    /// The names of everything in a directory, sorted; none if there is no such directory, or it cannot be read.
    func names(in directory: TreePath) -> [String] {
        // What is in a directory that cannot be read is missing, and reported where something asks for it.
        (try? files.names(in: directory)) ?? []
    }

    /// The text of every file that was read, for quoting.
    var sources: [String: String] {
        Dictionary(uniqueKeysWithValues: contents.map { ($0.key.text, String(decoding: $0.value, as: UTF8.self)) })
    }

    /// Over paths and contents, each preceded by its length so that no two trees run together.
    var contentDigest: ContentDigest {
        var hash = SHA256()
        for (path, bytes) in contents.sorted(by: { $0.key < $1.key }) {
            for part in [Array(path.text.utf8), bytes] {
                hash.update(data: withUnsafeBytes(of: UInt64(part.count).bigEndian) { Array($0) })
                hash.update(data: part)
            }
        }
        return ContentDigest(hexadecimal: hash.finalize().hexadecimal)
    }
}

extension SHA256.Digest {
    /// Two lowercase digits a byte.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef")
        return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
