import Glibc

/// An MCP server on standard input and output: one thread, one read and one write per batch of messages.
struct Server {
    private static let revisions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]

    private let name: String
    private let tools: [Tool]
    private let options: ServerOptions
    private var waiting: [WaitingCall] = []
    private var isInitialized = false

    init(name: String, tools: [Tool], options: ServerOptions) {
        self.name = name
        self.tools = tools
        self.options = options
    }

    /// Serves until the input ends.
    mutating func run() -> Never {
        // The first process of a PID namespace ignores signals that it does not handle.
        for number in [SIGTERM, SIGINT] { signal(number) { _ in _exit(EXIT_SUCCESS) } }
        signal(SIGPIPE, SIG_IGN)
        var streams = Streams()
        if options.printsBanner { streams.append("Welcome to \(name)! This line is no JSON.\n") }
        var hasInput = true
        while hasInput {
            streams.flush()
            let patience = waiting.map(\.due).min().map { $0 - Streams.now() }
            if streams.hasInput(within: patience) {
                hasInput = streams.readLines { line, streams in receive(line, on: &streams) }
            }
            advanceWaiting(on: &streams)
        }
        streams.flush()
        exit(EXIT_SUCCESS)
    }

    private mutating func receive(_ line: ArraySlice<UInt8>, on streams: inout Streams) {
        if let batch = JSONValue(bytes: line).elements {
            receive(batch: batch, on: &streams)
        } else if let request = Request(line) {
            let start = streams.output.count
            handle(request, on: &streams)
            if streams.output.count > start { streams.append("\n") }
        } else if line.contains(where: { $0 != 0x20 && $0 != 0x0d }) {
            streams.append(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}"# + "\n")
        }
    }

    /// Batches exist in revision 2025-03-26 only; calls that wait are answered outside of them.
    private mutating func receive(batch: [JSONValue], on streams: inout Streams) {
        let start = streams.output.count
        for element in batch {
            guard let request = Request(element.bytes) else { continue }
            let end = streams.output.count
            streams.append(end == start ? "[" : ",")
            handle(request, on: &streams)
            if streams.output.count == end + 1 { streams.retract(to: end) }
        }
        if streams.output.count > start { streams.append("]\n") }
    }

    private mutating func handle(_ request: Request, on streams: inout Streams) {
        guard let method = request.method else { return }
        guard let id = request.id else { return receive(notification: method, request.params) }
        if method.isString("tools/call") {
            call(id, request.params, on: &streams)
        } else if method.isString("ping") {
            streams.respond(to: id) { $0.append("{}") }
        } else if method.isString("tools/list") {
            list(id, request.params, on: &streams)
        } else if method.isString("initialize") {
            initialize(id, request.params, on: &streams)
        } else {
            streams.fail(id, code: -32601, "Method not found")
        }
    }

    private mutating func receive(notification method: JSONValue, _ params: JSONValue?) {
        guard method.isString("notifications/cancelled"), let id = params?.member("requestId") else { return }
        waiting.removeAll { $0.id.bytes == id.bytes }
    }

    private mutating func initialize(_ id: JSONValue, _ params: JSONValue?, on streams: inout Streams) {
        guard answers(.initialize, on: &streams) else { return }
        if options.initializesOnce, isInitialized {
            return streams.fail(id, code: -32600, "already initialized")
        }
        isInitialized = true
        let asked = params?.member("protocolVersion")
        let revision = Self.revisions.first { asked?.isString($0) ?? false } ?? Self.revisions[0]
        streams.respond(to: id) {
            $0.append(#"{"protocolVersion":"\#(revision)","capabilities":{"tools":{}},"#)
            $0.append(#""serverInfo":{"name":"\#(name)","version":"1.0.0"}}"#)
        }
    }

    private func list(_ id: JSONValue, _ params: JSONValue?, on streams: inout Streams) {
        guard answers(.list, on: &streams) else { return }
        let start = params?.member("cursor").map { $0.plainText.flatMap { Int($0) } ?? -1 } ?? 0
        guard start == 0 || tools.indices.contains(start) else {
            return streams.fail(id, code: -32602, "Unknown cursor")
        }
        let page = tools[start...].prefix(options.pageSize)
        streams.respond(to: id) {
            $0.append(#"{"tools":[\#(page.map(\.definition).joined(separator: ","))]"#)
            $0.append(page.endIndex < tools.endIndex ? #","nextCursor":"\#(page.endIndex)"}"# : "}")
        }
    }

    private mutating func call(_ id: JSONValue, _ params: JSONValue?, on streams: inout Streams) {
        guard answers(.call, on: &streams) else { return }
        var (name, arguments, token): (JSONValue?, JSONValue?, JSONValue?)
        _ = params?.forEachMember { member, value in
            if member.isString("name") {
                name = value
            } else if member.isString("arguments") {
                arguments = value
            } else if member.isString("_meta") {
                token = value.member("progressToken")
            }
        }
        guard let tool = tools.first(where: { name?.isString($0.name) ?? false }) else {
            return streams.fail(id, code: -32602, "Unknown tool")
        }
        switch tool.run(ToolCall(arguments: arguments, callsInProgress: waiting.count)) {
        case .text(let text, let structured): streams.succeed(id, with: text, structured: structured)
        case .mistake(let message): streams.succeed(id, with: .quoting(message), isError: true)
        case .later(let steps, let interval):
            waiting.append(WaitingCall(id: id, token: token, steps: steps, interval: interval, now: Streams.now()))
        }
    }

    private mutating func advanceWaiting(on streams: inout Streams) {
        guard !waiting.isEmpty else { return }
        let now = Streams.now()
        for index in waiting.indices {
            waiting[index].advance(to: now) { streams.report($0, of: $1, for: $2) }
            if waiting[index].isDone {
                streams.succeed(waiting[index].id, with: .quoting("done after \(waiting[index].steps) steps"))
                streams.append("\n")
            }
        }
        waiting.removeAll(where: \.isDone)
    }

    /// False if this step is where a fault was asked for; what makes noise makes it here.
    private func answers(_ step: ServerOptions.Step, on streams: inout Streams) -> Bool {
        if options.isNoisy {
            streams.append("DEBUG: \(step.rawValue) {\"not\": JSON\n")
            Streams.complain("noise at \(step.rawValue)")
        }
        if options.exitsAt == step {
            Streams.complain("fatal: \(name) was told to exit at \(step.rawValue)")
            exit(3)
        }
        return options.hangsAt != step
    }
}
