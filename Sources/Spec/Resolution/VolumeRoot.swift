import SystemPackage

/// A directory of the host within which arguments of tools may choose what is mounted.
struct VolumeRoot: Hashable, Sendable {
    let path: FilePath

    init(_ text: Located<String>, _ mounts: MountResolver) throws(Diagnostic) {
        guard case .bind(let path) = try mounts.source(text) else {
            throw Diagnostic(
                .badValue,
                "'\(text.value)' is the name of a volume, and no directory of the host",
                at: text.location,
                suggestion: "write './\(text.value)' or an absolute path"
            )
        }
        self.path = FilePath(path)
    }
}
