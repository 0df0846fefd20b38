import Glibc

/// The one tool of the clock server.
struct ClockTools {
    /// Where the clock hangs, unless a call says otherwise.
    let offset: UTCOffset

    var now: Tool {
        Tool(
            name: "now",
            description: "Tells the time at an offset from UTC.",
            inputSchema: """
                {"type":"object","properties":{"offset":{"type":"string",\
                "description":"An offset from UTC such as +02:00; the server's own if absent."}}}
                """
        ) { call in
            guard let asked = call.argument("offset") else { return .text(.quoting(text(at: offset))) }
            guard let offset = asked.plainText.flatMap({ UTCOffset($0) }) else {
                return .mistake("offset must look like +02:00")
            }
            return .text(.quoting(text(at: offset)))
        }
    }

    private func text(at offset: UTCOffset) -> String {
        CivilTime(secondsSinceEpoch: time(nil), at: offset).text
    }
}
