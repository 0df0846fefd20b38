/// The tools of the echo server.
enum EchoTools {
    /// Longest time that a call may be made to wait.
    private static let longestWait: Milliseconds = 3_600_000
    private static let progressSteps = 3

    /// The tools to offer by these names; a name that is none of ours becomes another `echo`.
    static func tools(named names: [String]) -> [Tool] {
        names.map { name in
            all.first { $0.name == name } ?? echo(named: name)
        }
    }

    static let names = all.map(\.name)

    private static var all: [Tool] { [echo(named: "echo"), pending, progress, sleep] }

    private static func echo(named name: String) -> Tool {
        Tool(
            name: name,
            description: "Returns the message; other arguments come back, byte for byte, as structured content.",
            inputSchema: """
                {"type":"object","properties":{"message":{"type":"string","description":"The text to return."}},\
                "required":["message"]}
                """
        ) { call in
            var message: JSONValue?
            var hasOthers = false
            _ = call.arguments?.forEachMember { name, value in
                if name.isString("message") { message = value } else { hasOthers = true }
            }
            guard let message, message.isString else { return .mistake("message must be a string") }
            return .text(message, structured: hasOthers ? call.arguments : nil)
        }
    }

    private static let pending = Tool(
        name: "pending",
        description: "Tells how many calls are in progress.",
        inputSchema: #"{"type":"object"}"#
    ) { .text(.quoting("\($0.callsInProgress)")) }

    private static let progress = Tool(
        name: "progress",
        description: "Reports progress three times, then ends.",
        inputSchema: #"{"type":"object","properties":{"interval":\#(millisecondsSchema)}}"#
    ) { wait(for: $0.argument("interval") ?? .quoting("0"), steps: progressSteps) }

    private static let sleep = Tool(
        name: "sleep",
        description: "Answers after a while; other calls go on meanwhile.",
        inputSchema: #"{"type":"object","properties":{"ms":\#(millisecondsSchema)},"required":["ms"]}"#
    ) { wait(for: $0.argument("ms"), steps: 1) }

    /// A number may come as a string: command lines know no other type.
    private static let millisecondsSchema = """
        {"type":["integer","string"],"description":"Milliseconds, at most an hour.","pattern":"^[0-9]+$"}
        """

    private static func wait(for argument: JSONValue?, steps: Int) -> Outcome {
        guard let interval = argument?.integer ?? argument?.plainText.flatMap({ Int($0) }),
            (0...longestWait).contains(interval)
        else { return .mistake("the time must be a number of milliseconds, at most an hour") }
        return .later(steps: steps, interval: interval)
    }
}
