import Synchronization
import TestSupport

/// What the servers of an image list; each start, and each question, sees it as it is then.
final class ToolShelf: Sendable {
    private struct State {
        var tools: [ScriptedMCPServer.Tool]
        var others: [String: [JSONValue]]?
        var isStuck = false
    }

    private let state: Mutex<State>
    private let changed = Signal()

    init(_ names: String...) {
        state = Mutex(State(tools: names.map { ScriptedMCPServer.Tool(name: $0) }))
    }

    func put(_ name: String, _ description: String = "") {
        state.withLock { state in
            state.tools.removeAll { $0.name == name }
            state.tools.append(ScriptedMCPServer.Tool(name: name, description: description))
        }
    }

    func take(_ name: String) { state.withLock { $0.tools.removeAll { $0.name == name } } }

    /// What there is beside tools from now on: `prompts` and `resources`.
    func lay(_ others: [String: [JSONValue]]) { state.withLock { $0.others = others } }

    /// Servers that run say that their tools have changed.
    func tell() { changed.fire() }

    /// Servers that start from now on say nothing.
    func getStuck() { state.withLock { $0.isStuck = true } }

    var process: FakeProcess {
        var server = ScriptedMCPServer()
        server.toolsNow = { self.state.withLock { $0.tools } }
        server.afterInitialized = { streams in
            await self.changed.wait()
            streams.writeLine(#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#)
        }
        if state.withLock({ $0.others != nil }) {
            server.listsNow = { self.state.withLock { $0.others ?? [:] } }
        }
        let talking = server.process
        return FakeProcess { streams in
            if self.state.withLock({ $0.isStuck }) { await Signal().wait() }
            return await talking.run(streams)
        }
    }
}
