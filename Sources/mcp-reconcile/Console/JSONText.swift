import FoundationEssentials

/// Results as JSON: sorted keys, so that the same result has the same bytes.
enum JSONText {
    static func encode(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("results hold nothing that JSON cannot express")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
