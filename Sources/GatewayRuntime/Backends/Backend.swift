import ContainerEngine
import ModelContextProtocol
import NIOCore
import Planner
import Spec

/// One server as the router sees it: its manifest, its tools, and the connection that serves it or why none does.
struct Backend: Sendable {
    enum Condition: Sendable {
        case serving(BackendConnection)
        /// Its tools stay listed, and calls are told why they fail.
        case down(String)
    }

    var server: ServerSpec
    var container: ContainerID
    var tools: [ListedTool] {
        didSet { index() }
    }
    var condition: Condition
    private var toolsByName: [String: ListedTool] = [:]

    init(server: ServerSpec, container: ContainerID, tools: [ListedTool], condition: Condition) {
        self.server = server
        self.container = container
        self.tools = tools
        self.condition = condition
        index()
    }

    var connection: BackendConnection? {
        switch condition {
        case .serving(let connection): connection
        case .down: nil
        }
    }

    func tool(named name: String) -> ListedTool? { toolsByName[name] }

    var nameSource: ExposedNames.Source {
        ExposedNames.Source(
            server: server.name,
            prefix: server.prefix,
            policy: server.tools,
            names: tools.map(\.name)
        )
    }

    private mutating func index() {
        toolsByName = Dictionary(tools.map { ($0.name, $0) }) { first, _ in first }
    }
}
