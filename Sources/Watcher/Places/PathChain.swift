import SystemPackage

/// The directories that a path is looked up in: a rename in any of them can make the path mean another file.
struct PathChain {
    /// As the kernel bounds the links of one lookup.
    private static let maximumLinks = 40

    let directories: Set<FilePath>

    init(_ path: FilePath) {
        var found: Set<FilePath> = []
        var current = path.isAbsolute ? path : FilePath.currentDirectory.pushing(path)
        for _ in 0..<Self.maximumLinks {
            found.insert(Self.nearestExisting(current.removingLastComponent()))
            guard let link = SymbolicLink(at: current) ?? Self.linkAbove(current) else { break }
            current = link.target
        }
        directories = found
    }

    /// A directory on the way that is a link: the path goes on behind its target.
    private static func linkAbove(_ path: FilePath) -> SymbolicLink? {
        var rest = FilePath()
        var ancestor = path
        while let last = ancestor.lastComponent {
            ancestor.removeLastComponent()
            rest = FilePath(last.string).pushing(rest)
            guard let link = SymbolicLink(at: ancestor) else { continue }
            return SymbolicLink(target: link.target.pushing(rest))
        }
        return nil
    }

    private static func nearestExisting(_ directory: FilePath) -> FilePath {
        var directory = directory
        while FileIdentity(of: directory) == nil, directory.lastComponent != nil { directory.removeLastComponent() }
        return directory
    }
}
