import SystemPackage

/// Turns what manifests say of mounts into mounts, and refuses those that would hand over the engine.
struct MountResolver: Hashable, Sendable {
    /// Where relative sources start; nil if the manifests have no place on disk.
    let workingDirectory: FilePath?

    func mount(_ declaration: MountDeclaration) throws(Diagnostic) -> Mount {
        Mount(
            source: try source(declaration.source),
            target: try target(declaration.target),
            isReadOnly: declaration.isReadOnly
        )
    }

    /// Reads `source:target[:mode]`.
    ///
    /// Without a mode a path is read-only, and a named volume, which exists to be written to, is not.
    func mount(volume: Located<String>) throws(Diagnostic) -> Mount {
        let parts = volume.value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), !parts[0].isEmpty else {
            throw Diagnostic(
                .badValue,
                "'\(volume.value)' is no volume",
                at: volume.location,
                suggestion: "write source:target, or source:target:rw"
            )
        }
        let source = try source(Located(parts[0], at: volume.location))
        let target = try target(Located(parts[1], at: volume.location))
        switch parts.count == 3 ? parts[2] : nil {
        case "ro": return Mount(source: source, target: target, isReadOnly: true)
        case "rw": return Mount(source: source, target: target, isReadOnly: false)
        case nil: return Mount(source: source, target: target, isReadOnly: source.isBind)
        case let mode?:
            throw Diagnostic(
                .badValue,
                "'\(mode)' is no mode of a volume",
                at: volume.location,
                suggestion: "write ro or rw"
            )
        }
    }

    private static func isVolumeName(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        return volumeStart.contains(first) && volumeRest.holds(text.utf8)
    }

    private static let volumeStart = ASCIIClass.letters.union(.digits)
    private static let volumeRest = volumeStart.union("_.-")

    func source(_ source: Located<String>) throws(Diagnostic) -> Mount.Source {
        let text = source.value
        if Self.isVolumeName(text) { return .volume(text) }
        guard !text.hasPrefix("~"), !text.utf8.contains(0) else {
            let help = "write the absolute path; '~' belongs to whoever runs the program"
            throw Diagnostic(.badValue, "'\(text)' is no path", at: source.location, suggestion: help)
        }
        let path: FilePath
        if text.hasPrefix("/") {
            path = FilePath(text).lexicallyNormalized()
        } else if let workingDirectory {
            path = workingDirectory.appending(text).lexicallyNormalized()
        } else {
            throw Diagnostic(
                .mountWithoutDirectory,
                "the relative path '\(text)' has nothing to start from: these manifests come from a bare repository",
                at: source.location,
                suggestion: "write an absolute path, or the name of a volume"
            )
        }
        if let reason = EngineAccess(mounting: path)?.reason {
            throw Diagnostic(
                .forbiddenMount,
                "'\(text)' cannot be mounted: \(reason)",
                at: source.location,
                suggestion: "whoever reaches the engine's socket owns the host; mount a narrower directory"
            )
        }
        return .bind(path.string)
    }

    private func target(_ target: Located<String>) throws(Diagnostic) -> String {
        let path = FilePath(target.value)
        let reason: String? =
            if !target.value.hasPrefix("/") {
                "is not absolute"
            } else if path.components.contains("..") {
                "contains '..'"
            } else if Self.taken.contains(path.lexicallyNormalized().string) {
                "is what the container itself needs"
            } else {
                nil
            }
        guard let reason else { return path.lexicallyNormalized().string }
        throw Diagnostic(
            .mountTarget,
            "the target '\(target.value)' \(reason)",
            at: target.location,
            suggestion: "write an absolute path of its own, such as /data"
        )
    }

    /// The root, the kernel's filesystems and the temporary filesystem that every container has.
    private static let taken: Set<String> = ["/", "/proc", "/sys", "/dev", "/tmp"]
}

extension Mount.Source {
    fileprivate var isBind: Bool {
        if case .bind = self { true } else { false }
    }
}
