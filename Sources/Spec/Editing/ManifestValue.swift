/// A value to be written into a manifest, its members in the order in which they are to appear.
package indirect enum ManifestValue: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package let key: String
        package let value: ManifestValue

        package init(_ key: String, _ value: ManifestValue) {
            self.key = key
            self.value = value
        }
    }

    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([ManifestValue])
    case members([Member])

    /// Members of which some may not be there.
    package static func eliding(_ members: [(String, ManifestValue?)]) -> Self {
        .members(members.compactMap { key, value in value.map { Member(key, $0) } })
    }

    var json: JSONValue {
        switch self {
        case .null: .null
        case .boolean(let value): .boolean(value)
        case .integer(let number): .integer(number)
        case .number(let number): .number(number)
        case .text(let text): .string(text)
        case .list(let elements): .array(elements.map(\.json))
        case .members(let members):
            .object(Dictionary(members.map { ($0.key, $0.value.json) }) { _, last in last })
        }
    }

    init(_ node: YAMLNode) {
        switch node.content {
        case .scalar(.null, _): self = .null
        case .scalar(.boolean(let value), _): self = .boolean(value)
        case .scalar(.integer(let value), _): self = .integer(value)
        case .scalar(.number(let value), _): self = .number(value)
        case .scalar(.string, let text): self = .text(text)
        case .sequence(let elements): self = .list(elements.map(ManifestValue.init))
        case .mapping(let entries): self = .members(entries.map { Member($0.key, ManifestValue($0.value)) })
        }
    }

    /// A value as a command line has it: JSON where it is JSON, and text otherwise.
    package init(argument text: String) {
        let document = YAMLDocument(bytes: Array(text.utf8), file: "argument")
        let isJSON =
            text.wholeMatch(of: /\s*(?:true|false|null|-?[0-9].*|".*"|\[.*\]|\{.*\})\s*/.dotMatchesNewlines()) != nil
        if isJSON, document.diagnostics.isEmpty, let root = document.root {
            self.init(root)
        } else {
            self = .text(text)
        }
    }
}
