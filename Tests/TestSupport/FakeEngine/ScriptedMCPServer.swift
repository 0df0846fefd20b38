/// A small MCP server for fake containers: it answers `initialize`, `ping`, `tools/list` and `tools/call`.
package struct ScriptedMCPServer: Sendable {
    package struct Tool: Sendable {
        package var name: String
        package var description: String
        package var inputSchema: JSONValue
        /// From the call's `arguments` to its `result`.
        package var call: @Sendable (JSONValue) async -> JSONValue

        package init(
            name: String,
            description: String = "",
            inputSchema: JSONValue = ["type": "object"],
            call: @escaping @Sendable (JSONValue) async -> JSONValue = { arguments in
                ["content": [["type": "text", "text": .text((try? arguments.serialized()) ?? "")]]]
            }
        ) {
            self.name = name
            self.description = description
            self.inputSchema = inputSchema
            self.call = call
        }
    }

    package var name: String
    package var tools: [Tool]
    /// What it has instead, asked anew each time; nil for ``tools``.
    package var toolsNow: (@Sendable () -> [Tool])?
    /// What it has beside tools, asked anew each time: `prompts` and `resources`, which are got and read whatever they are.
    package var listsNow: (@Sendable () -> [String: [JSONValue]])?
    /// The revision it insists on; nil agrees to the client's.
    package var protocolVersion: String?
    /// Tools on one page of `tools/list`; nil puts all on one.
    package var pageSize: Int?
    /// False if it answers a second `initialize` of one run with an error.
    package var acceptsSecondInitialize: Bool
    /// Called with every message that comes in.
    package var onMessage: @Sendable (JSONValue) -> Void
    /// Runs beside the server once the client has sent `notifications/initialized`.
    package var afterInitialized: @Sendable (FakeProcessStreams) async -> Void

    package init(
        name: String = "scripted",
        tools: [Tool] = [Tool(name: "echo")],
        protocolVersion: String? = nil,
        pageSize: Int? = nil,
        acceptsSecondInitialize: Bool = true,
        onMessage: @escaping @Sendable (JSONValue) -> Void = { _ in },
        afterInitialized: @escaping @Sendable (FakeProcessStreams) async -> Void = { _ in }
    ) {
        self.name = name
        self.tools = tools
        self.protocolVersion = protocolVersion
        self.pageSize = pageSize
        self.acceptsSecondInitialize = acceptsSecondInitialize
        self.onMessage = onMessage
        self.afterInitialized = afterInitialized
    }

    /// The process to put into an image.
    package var process: FakeProcess {
        FakeProcess { streams in
            await run(streams)
            return 0
        }
    }

    private func run(_ streams: FakeProcessStreams) async {
        await withDiscardingTaskGroup { group in
            var isInitialized = false
            await streams.forEachLine { line in
                guard let message = try? JSONValue(parsing: line) else { return }
                onMessage(message)
                switch message["method"].text {
                case "initialize"?:
                    let refused = isInitialized && !acceptsSecondInitialize
                    isInitialized = true
                    streams.writeLine(refused ? Self.error(message, "already initialized") : initialized(message))
                case "notifications/initialized"?: group.addTask { await afterInitialized(streams) }
                case "ping"?: streams.writeLine(Self.result(message, [:]))
                case "tools/list"?: streams.writeLine(Self.result(message, list(message)))
                case "prompts/list"?: writeList("prompts", message, to: streams)
                case "resources/list"?: writeList("resources", message, to: streams)
                case "resources/templates/list"?: writeList("resourceTemplates", message, to: streams)
                case "prompts/get"? where listsNow != nil: streams.writeLine(Self.result(message, ["messages": []]))
                case "resources/read"? where listsNow != nil: streams.writeLine(Self.result(message, ["contents": []]))
                case "tools/call"?: group.addTask { streams.writeLine(await call(message)) }
                case _? where message["id"] != .null: streams.writeLine(Self.error(message, "method not found"))
                default: break
                }
            }
            group.cancelAll()
        }
    }

    private func initialized(_ message: JSONValue) -> String {
        let version = protocolVersion.map { JSONValue.text($0) } ?? message["params"]["protocolVersion"]
        return Self.result(
            message,
            [
                "protocolVersion": version,
                "capabilities": listsNow == nil
                    ? ["tools": ["listChanged": true]]
                    : ["tools": ["listChanged": true], "prompts": [:], "resources": [:]],
                "serverInfo": ["name": .text(name), "version": "1.0"],
            ]
        )
    }

    /// The cursor is the number of tools on the pages before.
    private func list(_ message: JSONValue) -> JSONValue {
        let tools = toolsNow?() ?? tools
        let start = message["params"]["cursor"].text.flatMap { Int($0) } ?? 0
        let end = min(tools.count, start + (pageSize ?? tools.count))
        let page = tools[min(start, end)..<end].map { tool -> JSONValue in
            ["name": .text(tool.name), "description": .text(tool.description), "inputSchema": tool.inputSchema]
        }
        var result: JSONValue = ["tools": .array(page)]
        if end < tools.count { result["nextCursor"] = .text(String(end)) }
        return result
    }

    private func writeList(_ key: String, _ message: JSONValue, to streams: FakeProcessStreams) {
        guard let lists = listsNow?() else { return streams.writeLine(Self.error(message, "method not found")) }
        streams.writeLine(Self.result(message, .object([key: .array(lists[key] ?? [])])))
    }

    private func call(_ message: JSONValue) async -> String {
        guard let tool = (toolsNow?() ?? tools).first(where: { $0.name == message["params"]["name"].text }) else {
            return Self.error(message, "unknown tool", code: -32602)
        }
        return Self.result(message, await tool.call(message["params"]["arguments"]))
    }

    private static func result(_ request: JSONValue, _ result: JSONValue) -> String {
        line(["jsonrpc": "2.0", "id": request["id"], "result": result])
    }

    private static func error(_ request: JSONValue, _ text: String, code: Int64 = -32601) -> String {
        line(["jsonrpc": "2.0", "id": request["id"], "error": ["code": .integer(code), "message": .text(text)]])
    }

    private static func line(_ message: JSONValue) -> String {
        // A JSON value is always one that can be written.
        (try? message.serialized()) ?? "null"
    }
}
