import FoundationEssentials

/// Texts as header fields carry them: what a field cannot carry comes as `=?base64?…?=`
/// (specification 2026-07-28, basic/transports, value encoding).
package enum HeaderText {
    private static let (prefix, suffix) = ("=?base64?", "?=")

    /// The field's value for a text.
    package static func encoding(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        let hasEdges = text.first == " " || text.last == " "
        guard !isPlain || hasEdges || payload(of: text) != nil else { return text }
        return prefix + Data(text.utf8).base64EncodedString() + suffix
    }

    /// The text of a field's value; nil for one that says it is encoded and is not.
    package static func decoding(_ field: String) -> String? {
        let field = trimming(field)
        guard let payload = payload(of: field) else { return field }
        // A text has one encoding: others could be read as something else elsewhere.
        guard let data = Data(base64Encoded: payload), data.base64EncodedString() == payload else { return nil }
        return String(validating: data, as: UTF8.self)
    }

    private static func payload(of field: String) -> String? {
        guard field.hasPrefix(prefix), field.hasSuffix(suffix), field.utf8.count >= prefix.count + suffix.count else {
            return nil
        }
        return String(field.dropFirst(prefix.count).dropLast(suffix.count))
    }

    /// Optional white space around a field's value means nothing (RFC 9110 §5.5).
    private static func trimming(_ field: String) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let end = field.lastIndex { !isSpace($0) }.map(field.index(after:)) ?? field.startIndex
        return String(field[..<end].drop(while: isSpace))
    }
}
