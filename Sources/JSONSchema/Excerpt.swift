/// Untrusted text made fit for a message: cut to 60 characters, control characters escaped.
struct Excerpt: CustomStringConvertible {
    let description: String

    static let longest = 60

    init(_ text: String) {
        var shown = ""
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < Self.longest else {
                shown += "…"
                break
            }
            shown += scalar.properties.isControlOrFormat ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
            count += 1
        }
        description = shown
    }

    /// A value of the schema, as JSON.
    init(_ value: JSONValue) {
        var text = ""
        Self.write(value, to: &text)
        self.init(text)
    }

    /// A value of the instance: a string in single quotes, anything else as JSON.
    init(instance value: JSONValue) {
        if let text = value.text {
            self.init(quoted: Excerpt(text))
        } else {
            self.init(value)
        }
    }

    private init(quoted excerpt: Excerpt) {
        description = "'\(excerpt.description)'"
    }

    /// Writes JSON until there is more of it than will be shown.
    private static func write(_ value: JSONValue, to text: inout String) {
        guard text.utf8.count <= 4 * longest else { return }
        switch value {
        case .null: text += "null"
        case .boolean(let flag): text += flag ? "true" : "false"
        case .number(let number): text += number.source.prefix(longest + 1)
        case .string(let string): text += "\"\(start(of: string))\""
        case .array(let items): writeList(items, "[", "]", to: &text) { write($0, to: &$1) }
        case .object(let object):
            writeList(object.members, "{", "}", to: &text) { member, text in
                text += "\"\(start(of: member.name))\":"
                write(member.value, to: &text)
            }
        }
    }

    private static func start(of string: JSONText) -> String {
        String(string.text.unicodeScalars.prefix(longest + 1))
    }

    private static func writeList<Element>(
        _ elements: [Element],
        _ open: String,
        _ close: String,
        to text: inout String,
        _ writeElement: (Element, inout String) -> Void
    ) {
        text += open
        for (position, element) in elements.prefix(longest).enumerated() {
            if position > 0 { text += "," }
            writeElement(element, &text)
        }
        text += close
    }
}

extension Unicode.Scalar.Properties {
    /// Control characters and the invisible ones that could disguise a message.
    fileprivate var isControlOrFormat: Bool {
        switch generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
