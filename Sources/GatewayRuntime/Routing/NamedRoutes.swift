import ModelContextProtocol
import NIOCore
import Planner
import Spec

/// The part of a route table whose entries are asked for by names: tools and prompts.
struct NamedRoutes {
    private(set) var routes: [String: RouteTable.Route] = [:]
    private(set) var definitions: [ByteBuffer] = []
    /// The same for clients with a handshake, where they could not read them; by their places.
    private(set) var simplified: [Int: ByteBuffer] = [:]
    let withheld: [ExposedNames.Entry]

    init(_ kind: ListKind, _ sources: [RouteTable.Source], _ naming: ToolNaming) {
        let names = ExposedNames(sources.map { $0.nameSource(of: kind) }, naming: naming)
        withheld = names.withheld
        let byServer = Dictionary(uniqueKeysWithValues: sources.map { ($0.server.name, Items($0, kind)) })
        for entry in names.entries {
            guard let source = byServer[entry.server], let item = source.byName[entry.name] else { continue }
            let isRenamed = entry.name != entry.exposedName
            let original = isRenamed ? ByteBuffer(string: JSONString.quoting(entry.name)) : nil
            routes[entry.exposedName] = RouteTable.Route(
                source.source,
                originalName: original,
                inputSchema: item.inputSchema.map(LazySchema.init),
                headers: item.inputSchema.flatMap { try? HeaderParameters(inputSchema: $0) },
                isIdempotent: item.isIdempotent
            )
            let description = kind == .tools ? source.source.server.tools.descriptions[entry.name] : nil
            if item.hasModernOutput {
                simplified[definitions.count] = item.definition(
                    named: entry.exposedName,
                    describedAs: description,
                    withOutputSchema: false
                )
            }
            definitions.append(item.definition(named: entry.exposedName, describedAs: description))
        }
    }

    private struct Items {
        let source: RouteTable.Source
        let byName: [String: ListedItem]

        init(_ source: RouteTable.Source, _ kind: ListKind) {
            self.source = source
            byName = Dictionary(source.offering[kind].map { ($0.name, $0) }) { first, _ in first }
        }
    }
}

extension RouteTable.Source {
    /// A policy over tools says nothing of prompts.
    fileprivate func nameSource(of kind: ListKind) -> ExposedNames.Source {
        ExposedNames.Source(
            server: server.name,
            prefix: server.prefix,
            policy: kind == .tools ? server.tools : ToolPolicy(),
            names: items(of: kind).map(\.name)
        )
    }

    /// What a server says of its tools is a hint; where only readers are wanted, one that says nothing may write
    /// (specification 2025-11-25, schema, ToolAnnotations).
    private func items(of kind: ListKind) -> [ListedItem] {
        guard kind == .tools, server.tools.isReadOnly else { return offering[kind] }
        return offering[kind].filter(\.isReadOnly)
    }
}
