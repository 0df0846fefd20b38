import ModelContextProtocol
import NIOCore
import Planner
import Spec

/// Which server answers a tool's name, and what `tools/list` says: an immutable snapshot, made anew on every change
/// and swapped whole.
struct RouteTable: Sendable {
    struct Route: Sendable {
        let server: ServerName
        let backend: Backend
        /// The server's own name as JSON, quotes included; nil if it is the exposed one.
        let originalName: ByteBuffer?
    }

    static let empty = RouteTable(backends: [], naming: .automatic)

    private let routes: [String: Route]
    /// The `tools/list` result as JSON.
    let listResult: ByteBuffer
    let toolCount: Int
    /// Names that were withheld because nothing could make them unique.
    let withheld: [ExposedNames.Entry]

    /// - Parameter backends: In the order in which their tools shall be listed.
    init(backends: [Backend], naming: ToolNaming) {
        let names = ExposedNames(backends.map(\.nameSource), naming: naming)
        let byServer = Dictionary(uniqueKeysWithValues: backends.map { ($0.server.name, $0) })
        var routes: [String: Route] = [:]
        var list = ByteBuffer(string: #"{"tools":["#)
        for entry in names.entries {
            guard let backend = byServer[entry.server], let tool = backend.tool(named: entry.name) else { continue }
            let isRenamed = entry.name != entry.exposedName
            let original = isRenamed ? ByteBuffer(string: JSONString.quoting(entry.name)) : nil
            if !routes.isEmpty { list.writeInteger(UInt8(ascii: ",")) }
            list.writeImmutableBuffer(isRenamed ? tool.renamed(entry.exposedName) : tool.definition)
            routes[entry.exposedName] = Route(server: entry.server, backend: backend, originalName: original)
        }
        list.writeString("]}")
        self.routes = routes
        listResult = list
        toolCount = routes.count
        withheld = names.withheld
    }

    func route(for tool: String) -> Route? { routes[tool] }
}

extension ListedTool {
    /// The definition under another name, everything else as the server wrote it.
    fileprivate func renamed(_ name: String) -> ByteBuffer {
        var splice = Splice()
        splice.replace(nameRange, with: JSONString.quoting(name))
        return splice.applied(to: definition)
    }
}
