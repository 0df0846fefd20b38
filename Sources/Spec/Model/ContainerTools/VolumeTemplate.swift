import SystemPackage

/// One volume of a container tool: the same for all calls, or one that arguments complete within bounds.
enum VolumeTemplate: Hashable, Sendable {
    case fixed(Mount)
    case template(Completed)

    /// A volume that arguments complete.
    struct Completed: Hashable, Sendable {
        let template: Template
        /// Directories of which the source must be one, or be in one; nil for a source that no argument is a part of.
        let roots: [FilePath]?
        let resolver: MountResolver
        let location: SourceLocation
    }

    func mounts(_ values: JSONValue) throws(ToolArgumentProblem) -> [Mount] {
        switch self {
        case .fixed(let mount): [mount]
        case .template(let completed): try completed.mounts(values)
        }
    }
}

extension VolumeTemplate.Completed {
    fileprivate func mounts(_ values: JSONValue) throws(ToolArgumentProblem) -> [Mount] {
        for path in template.paths { try Self.check(path.reduce(JSONValue?.some(values)) { $0?[$1] } ?? .null) }
        let items = try render { () throws(TemplateProblem) in try template.items(values) }
        var mounts: [Mount] = []
        for item in items where !item.isEmpty { mounts.append(try mount(item)) }
        return mounts
    }

    /// An argument is one part of a path: it brings neither a target nor a mode along, and never leads upwards.
    private static func check(_ value: JSONValue) throws(ToolArgumentProblem) {
        switch value {
        case .string(let text):
            guard !text.contains(":"), !text.utf8.contains(0) else {
                throw ToolArgumentProblem("'\(text)' cannot be a part of a mounted path: it has a colon in it")
            }
            guard !text.split(separator: "/").contains("..") else {
                throw ToolArgumentProblem("'\(text)' cannot be a part of a mounted path: it leads upwards")
            }
        case .array(let elements): for element in elements { try check(element) }
        case .null, .boolean, .integer, .number, .object: break
        }
    }

    private func mount(_ text: String) throws(ToolArgumentProblem) -> Mount {
        let mount: Mount
        do {
            mount = try resolver.mount(volume: Located(text, at: location))
        } catch {
            throw ToolArgumentProblem(error.message)
        }
        guard let roots else { return mount }
        guard case .bind(let source) = mount.source, Self.lies(FilePath(source), in: roots) else {
            let names = roots.map(\.string).joined(separator: ", ")
            throw ToolArgumentProblem("'\(text)' cannot be mounted: only what lies in \(names) can")
        }
        return mount
    }

    /// A path that exists must lie there under its real name, too.
    private static func lies(_ path: FilePath, in roots: [FilePath]) -> Bool {
        guard roots.contains(where: path.starts(with:)) else { return false }
        guard let real = try? CanonicalPath(resolving: path).path else { return true }
        return roots.contains { root in
            (try? CanonicalPath(resolving: root)).map { real.starts(with: $0.path) } ?? false
        }
    }
}
