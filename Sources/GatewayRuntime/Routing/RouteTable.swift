import ModelContextProtocol
import NIOCore
import Planner
import Spec

/// Which server answers a tool's name, and what `tools/list` says: an immutable snapshot, made anew on every change
/// and swapped whole.
final class RouteTable: Sendable {
    /// One server's part.
    struct Source: Sendable {
        let backend: Backend
        let server: ServerSpec
        let tools: [ListedTool]

        init(_ backend: Backend) {
            self.backend = backend
            server = backend.server
            tools = backend.tools
        }
    }

    struct Route: Sendable {
        let backend: Backend
        /// The server's own name as JSON, quotes included; nil if it is the exposed one.
        let originalName: ByteBuffer?
    }

    /// Names that were withheld because nothing could make them unique.
    let withheld: [ExposedNames.Entry]
    private let routes: [String: Route]
    private let list: ToolListPages

    /// Makes the routes to sources that come in the order in which their tools shall be listed.
    init(_ sources: [Source] = [], naming: ToolNaming = .automatic) {
        let names = ExposedNames(sources.map(\.nameSource), naming: naming)
        let byServer = Dictionary(uniqueKeysWithValues: sources.map { ($0.server.name, Tools($0)) })
        var routes: [String: Route] = [:]
        var definitions: [ByteBuffer] = []
        for entry in names.entries {
            guard let source = byServer[entry.server], let tool = source.byName[entry.name] else { continue }
            let isRenamed = entry.name != entry.exposedName
            let original = isRenamed ? ByteBuffer(string: JSONString.quoting(entry.name)) : nil
            routes[entry.exposedName] = Route(backend: source.backend, originalName: original)
            definitions.append(tool.definition(named: entry.exposedName))
        }
        self.routes = routes
        withheld = names.withheld
        list = ToolListPages(definitions)
    }

    var toolCount: Int { routes.count }

    func route(for tool: String) -> Route? { routes[tool] }

    /// The result of `tools/list` as JSON; nil for a cursor that is not of this table.
    func page(at cursor: String?) -> ByteBuffer? { list.page(at: cursor) }

    /// True if a client that has listed this table would list something else now.
    func differs(from other: RouteTable) -> Bool { list.definitions != other.list.definitions }

    private struct Tools {
        let backend: Backend
        let byName: [String: ListedTool]

        init(_ source: Source) {
            backend = source.backend
            byName = Dictionary(source.tools.map { ($0.name, $0) }) { first, _ in first }
        }
    }
}

extension RouteTable.Source {
    fileprivate var nameSource: ExposedNames.Source {
        ExposedNames.Source(
            server: server.name,
            prefix: server.prefix,
            policy: server.tools,
            names: tools.map(\.name)
        )
    }
}
