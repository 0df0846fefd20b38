/// What an `Accept` header (RFC 9110 §12.5.1) lets a server answer with, as far as MCP cares.
struct AcceptedTypes: Hashable, Sendable {
    private(set) var json = false
    private(set) var eventStream = false

    /// What clients nearly always send is recognised without parsing.
    private static let usual = "application/json, text/event-stream"

    /// - Parameter header: Nil, which accepts everything, if the request has none.
    init(_ header: String?) {
        guard let header, header != Self.usual else {
            (json, eventStream) = (true, true)
            return
        }
        for range in header.split(separator: ",") {
            switch Self.mediaType(range) {
            case "*/*": (json, eventStream) = (true, true)
            case "application/json", "application/*": json = true
            case "text/event-stream", "text/*": eventStream = true
            default: continue
            }
        }
    }

    /// True for a `Content-Type` of JSON, with or without parameters.
    static func isJSON(_ contentType: String?) -> Bool {
        contentType == "application/json" || contentType.map { mediaType($0[...]) } == "application/json"
    }

    /// The lowercased type without its parameters and the white space around it.
    private static func mediaType(_ text: Substring) -> String {
        let type = text.prefix { $0 != ";" }.drop { $0 == " " || $0 == "\t" }
        return type.prefix { $0 != " " && $0 != "\t" }.lowercased()
    }
}
