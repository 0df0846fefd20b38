import Crypto
import Glibc
import SystemPackage

/// A manifest tree that is open for reading: where its files are, and which of them are profiles.
struct OpenedTree {
    let files: any ManifestFiles
    /// The profile files, sorted.
    let profiles: [TreePath]
    /// `reconcile.yaml`; nil for a single profile file that has none.
    let repository: TreePath?
    /// Who owns a single profile file without `reconcile.yaml`.
    let fallbackOwner: OwnerID?
    /// True if `profiles` is all that the owner has.
    let isComplete: Bool

    /// How many profiles a tree may have.
    private static let profileLimit = 1_000
    private static let manifest = TreePath([RepositoryDeclaration.fileName])
    private static let profileDirectory = TreePath(["profiles"])

    /// Profile files without `reconcile.yaml`.
    init(files: any ManifestFiles, profiles: [TreePath], owner: OwnerID?) {
        self.files = files
        self.profiles = profiles
        repository = nil
        fallbackOwner = owner
        isComplete = false
    }

    /// The same tree with other files; its profiles are looked for anew where it is a whole repository.
    init(_ tree: OpenedTree, files: any ManifestFiles) throws(FileFailure) {
        self.files = files
        profiles =
            tree.isComplete
            ? try files.names(in: Self.profileDirectory).map { TreePath(["profiles", $0]) }.filter(\.isManifest)
            : tree.profiles
        repository = tree.repository
        fallbackOwner = tree.fallbackOwner
        isComplete = tree.isComplete
    }

    init(_ tree: ManifestTree) throws(SpecError) {
        switch tree {
        case .profileFile(let path): try self.init(profileFile: path)
        case .directory(let path): try self.init(directory: path)
        case .git(let repository, let revision, let directory):
            let files = try GitFiles(repository: repository, revision: revision, directory: directory)
            let place = directory.isEmpty ? "'\(repository)'" : "'\(directory)' in '\(repository)'"
            try self.init(files, doing: "reading manifests from '\(revision)' of \(place)")
        case .snapshot(let snapshot): try self.init(snapshot: snapshot)
        }
    }

    private init(snapshot: ManifestSnapshot) throws(SpecError) {
        let files = SnapshotFiles(snapshot: snapshot)
        guard let profile = snapshot.profile else {
            try self.init(files, doing: "reading the manifests that were kept of '\(snapshot.root)'")
            return
        }
        self.init(
            files: files,
            profile: TreePath(profile.split(separator: "/").map(String.init)),
            repository: snapshot.files[RepositoryDeclaration.fileName] == nil ? nil : Self.manifest,
            owner: snapshot.owner.flatMap { OwnerID($0) }
        )
    }

    /// One profile file, which may have a `reconcile.yaml`.
    private init(files: any ManifestFiles, profile: TreePath, repository: TreePath?, owner: OwnerID?) {
        self.files = files
        profiles = [profile]
        self.repository = repository
        fallbackOwner = owner
        isComplete = false
    }

    private init(directory path: FilePath) throws(SpecError) {
        let doing = "reading manifests from '\(path)'"
        let root = try Self.canonical(path, doing: doing)
        guard FileKind(of: root.path) == .directory else {
            throw SpecError(.wrongKindOfFile, doing: doing, cause: "'\(path)' is no directory")
        }
        try self.init(DirectoryFiles(root: root), doing: doing)
    }

    /// A whole repository of manifests.
    private init(_ files: any ManifestFiles, doing: String) throws(SpecError) {
        do {
            let names = try files.names(in: TreePath([]))
            guard names.contains(RepositoryDeclaration.fileName) else { throw Self.notInitialized(names, doing: doing) }
            profiles = try files.names(in: Self.profileDirectory)
                .map { TreePath(["profiles", $0]) }
                .filter(\.isManifest)
        } catch let failure as FileFailure {
            throw SpecError(.unreadable, doing: doing, cause: "the directory \(failure.predicate)")
        } catch let error as SpecError {
            throw error
        } catch {
            throw SpecError(.unreadable, doing: doing, cause: "\(error)")
        }
        guard profiles.count <= Self.profileLimit else {
            let cause = "it has \(profiles.count) profiles, and a tree at most \(Self.profileLimit)"
            throw SpecError(.tooLarge, doing: doing, cause: cause)
        }
        self.files = files
        repository = Self.manifest
        fallbackOwner = nil
        isComplete = true
    }

    private init(profileFile path: FilePath) throws(SpecError) {
        let doing = "reading the profile '\(path)'"
        let file = try Self.canonical(path, doing: doing)
        guard FileKind(of: file.path) == .regular else {
            throw SpecError(.wrongKindOfFile, doing: doing, cause: "'\(path)' is no regular file")
        }
        let directory = file.path.removingLastComponent()
        let candidates = [directory, directory.removingLastComponent()]
        let home = candidates.first { FileKind(of: $0.appending(RepositoryDeclaration.fileName)) == .regular }
        let root = try Self.canonical(home ?? directory, doing: doing)
        let components = file.path.components.dropFirst(root.path.components.count)
        self.init(
            files: DirectoryFiles(root: root),
            profile: TreePath(components.map(\.string)),
            repository: home == nil ? nil : Self.manifest,
            owner: home == nil ? OwnerID(ofFileAt: file) : nil
        )
    }

    private static func canonical(_ path: FilePath, doing: String) throws(SpecError) -> CanonicalPath {
        do {
            return try CanonicalPath(resolving: path)
        } catch {
            throw SpecError(at: path, doing: doing, errno: error)
        }
    }

    private static func notInitialized(_ names: [String], doing: String) -> SpecError {
        let nearest = names.nearest(to: RepositoryDeclaration.fileName).map { "; is '\($0)' meant to be it?" } ?? ""
        return SpecError(
            .notInitialized,
            doing: doing,
            cause: "there is no \(RepositoryDeclaration.fileName), which says who owns the servers\(nearest)",
            suggestion: "run 'mcp-reconcile init' in the manifests' directory, and commit what it writes"
        )
    }
}

/// What is at a path, links followed.
private enum FileKind: Hashable {
    case regular, directory, other, missing

    init(of path: FilePath) {
        var status = stat()
        guard stat(path.string, &status) == 0 else {
            self = .missing
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: self = .regular
        case S_IFDIR: self = .directory
        default: self = .other
        }
    }
}

extension OwnerID {
    /// A UUID of version 8 (RFC 9562 §5.8) made of the path's SHA-256, so that one file keeps one owner.
    fileprivate init?(ofFileAt file: CanonicalPath) {
        var bytes = Array(SHA256.hash(data: Array("mcp-reconcile profile file \(file.path)".utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
        let groups = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)]
        self.init(groups.map { String(digits.dropFirst($0.0).prefix($0.1 - $0.0)) }.joined(separator: "-"))
    }
}
