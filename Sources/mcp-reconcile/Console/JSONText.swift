import FoundationEssentials

/// Results as JSON: sorted keys, so that the same result has the same bytes.
enum JSONText {
    static func encode(_ value: some Encodable) -> String {
        text(of: value, [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted])
    }

    /// On one line, with its end.
    static func encodeLine(_ value: some Encodable) -> String {
        text(of: value, [.sortedKeys, .withoutEscapingSlashes]) + "\n"
    }

    private static func text(of value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("results hold nothing that JSON cannot express")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
