import ModelContextProtocol

extension ServerQuestion {
    /// What a client must be able to do to be asked all of these, as the JSON of its capabilities.
    static func requiredCapabilities(_ questions: [ServerQuestion]) -> String {
        var parts: [String: Set<String>] = [:]
        for question in questions {
            guard let (kind, part) = question.requiredCapability else { continue }
            parts[kind, default: []].formUnion(part.map { [$0] } ?? [])
        }
        let members = parts.sorted { $0.key < $1.key }.map { kind, parts in
            #""\#(kind)":{"# + parts.sorted().map { #""\#($0)":{}"# }.joined(separator: ",") + "}"
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// The capability, and the part of it that not every client with the capability has.
    private var requiredCapability: (kind: String, part: String?)? {
        let params = envelope.params.flatMap { try? JSONText(message.piece($0)) }
        return switch envelope.knownMethod {
        case .rootsList: ("roots", nil)
        case .createMessage: ("sampling", params?["tools"] == nil ? nil : "tools")
        case .createElicitation: ("elicitation", params?["mode"]?.string == "url" ? "url" : "form")
        default: nil
        }
    }
}
