/// One tool: what `tools/list` says of it, and what it does.
struct Tool: Sendable {
    let name: String
    let description: String
    /// A JSON Schema, as JSON text.
    let inputSchema: String
    let run: @Sendable (ToolCall) -> Outcome

    /// The tool's entry of `tools/list`, as JSON text.
    var definition: String {
        let words = String(decoding: JSONValue.quoting(description).bytes, as: UTF8.self)
        return #"{"name":"\#(name)","description":\#(words),"inputSchema":\#(inputSchema)}"#
    }
}

/// What a client asked of a tool.
struct ToolCall {
    let arguments: JSONValue?
    /// Calls that were begun earlier and are not answered yet.
    let callsInProgress: Int

    func argument(_ name: String) -> JSONValue? { arguments?.member(name) }
}

/// How a call ends, or goes on.
enum Outcome {
    /// Answers with a text, given as a JSON string, and optionally with an object as structured content.
    case text(JSONValue, structured: JSONValue? = nil)
    /// Answers later, and tells of its progress if the client wants to know.
    case later(steps: Int, interval: Milliseconds)
    /// Answers with a result that tells the model what it did wrong.
    case mistake(String)
}

/// A duration or a point of the monotonic clock.
typealias Milliseconds = Int
