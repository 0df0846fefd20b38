/// The JSON-RPC messages that a server sends.
extension Streams {
    mutating func respond(to id: JSONValue, _ result: (inout Streams) -> Void) {
        append(#"{"jsonrpc":"2.0","id":"#)
        append(id)
        append(#","result":"#)
        result(&self)
        append("}")
    }

    mutating func fail(_ id: JSONValue, code: Int, _ message: String) {
        append(#"{"jsonrpc":"2.0","id":"#)
        append(id)
        append(#","error":{"code":\#(code),"message":"\#(message)"}}"#)
    }

    mutating func succeed(
        _ id: JSONValue,
        with text: JSONValue,
        structured: JSONValue? = nil,
        isError: Bool = false
    ) {
        respond(to: id) {
            $0.append(#"{"content":[{"type":"text","text":"#)
            $0.append(text)
            $0.append("}]")
            if let structured {
                $0.append(#","structuredContent":"#)
                $0.append(structured)
            }
            $0.append(isError ? #","isError":true}"# : "}")
        }
    }

    mutating func report(_ step: Int, of steps: Int, for token: JSONValue) {
        append(#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"#)
        append(token)
        append(#","progress":\#(step),"total":\#(steps)}}"# + "\n")
    }
}
