import FoundationEssentials

/// The `filters` parameter of list and event calls: a JSON object of lists.
struct EngineFilters {
    private var values: [String: [String]] = [:]

    /// Adds alternatives for a key; an empty list adds no condition.
    mutating func add(_ key: String, _ alternatives: [String]) {
        guard !alternatives.isEmpty else { return }
        values[key, default: []] += alternatives
    }

    func append(to request: inout EngineRequest) throws(EngineError) {
        guard !values.isEmpty else { return }
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            request.query.append(("filters", String(decoding: try encoder.encode(values), as: UTF8.self)))
        } catch {
            let message = "the filters cannot be written"
            throw EngineError(code: .badRequest, doing: request.doing, message: message, cause: error)
        }
    }

    /// A pattern for the `name` filter, which the engine takes for a regular expression, that only `name` matches.
    static func exactName(_ name: String) -> String {
        let quoted = name.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" ? String($0) : "\\\($0)" }
        return "^/?\(quoted.joined())$"
    }
}
