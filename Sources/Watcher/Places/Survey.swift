import Glibc
import SystemPackage

/// Which directories the meaning of a place depends on now, and what in each of them.
struct Survey: Hashable {
    /// What in one directory matters.
    struct Interest: Hashable {
        /// Whatever is in the directory counts.
        var isEverything = false
        /// Names on the way to something: when they change, the way may lead elsewhere.
        var names: Set<String> = []

        func covers(_ name: String) -> Bool { isEverything || names.contains(name) }
    }

    /// More directories than a manifest tree has: beyond it, changes are found by the periodic look.
    static let maximumDirectories = 4096
    /// As the kernel bounds the links of one lookup.
    private static let maximumLinks = 40

    /// By the directory's path, which is absolute and free of links.
    private(set) var interests: [FilePath: Interest] = [:]

    /// Notes every name that is looked up on the way to the path, symbolic links included.
    ///
    /// - Returns: The path without links; nil if it leads nowhere now. Then the name that is missing was noted.
    @discardableResult
    mutating func follow(_ path: FilePath) -> FilePath? {
        var rest = Array(Self.absolute(path).components.reversed())
        var place: FilePath = "/"
        var links = 0
        while let component = rest.popLast() {
            switch component.kind {
            case .currentDirectory: continue
            case .parentDirectory: place.removeLastComponent()
            case .regular:
                interests[place, default: Interest()].names.insert(component.string)
                let next = place.appending(component)
                switch FileSystemEntry(at: next) {
                case nil: return nil
                case .directory, .file: place = next
                case .link(let target):
                    links += 1
                    guard links <= Self.maximumLinks else { return nil }
                    if target.isAbsolute { place = "/" }
                    rest += target.components.reversed()
                }
            }
        }
        return place
    }

    /// Notes a directory and those below it, as far as manifests can be in them.
    ///
    /// Links are not followed, because manifests are not read through links that leave their tree.
    ///
    /// - Parameter root: Free of links, as ``follow(_:)`` returns it.
    mutating func descend(into root: FilePath) {
        var waiting = [root]
        while let directory = waiting.popLast(), interests.count < Self.maximumDirectories {
            guard FileSystemEntry(at: directory) == .directory else { continue }
            interests[directory, default: Interest()].isEverything = true
            let names = DirectoryListing(of: directory).directories.filter { !Self.isHidden($0) }
            waiting += names.reversed().map { directory.appending($0) }
        }
    }

    /// A value that changes when anything that matters is changed; comparable within one process.
    var fingerprint: Int {
        var hasher = Hasher()
        for (directory, interest) in interests.sorted(by: { $0.key.string < $1.key.string }) {
            let names = interest.isEverything ? DirectoryListing(of: directory).names : interest.names.sorted()
            for path in names.map({ directory.appending($0) }) where FileSystemEntry(at: path) != .directory {
                hasher.combine(path)
                hasher.combine(FileStamp(of: path))
            }
        }
        hasher.combine(interests)
        return hasher.finalize()
    }

    /// Directories of tools, such as `.git`; the directories of a mounted ConfigMap begin with two dots.
    private static func isHidden(_ name: String) -> Bool {
        name.hasPrefix(".") && !name.hasPrefix("..")
    }

    private static func absolute(_ path: FilePath) -> FilePath {
        guard path.isRelative, let working = getcwd(nil, 0) else { return path }
        defer { free(working) }
        return FilePath(String(cString: working)).pushing(path)
    }
}
