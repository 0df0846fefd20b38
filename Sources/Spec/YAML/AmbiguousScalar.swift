/// An unquoted scalar that YAML 1.1 and YAML 1.2 read differently, so that its author must say what is meant.
struct AmbiguousScalar: Hashable, Sendable {
    /// What the reading depends on.
    let reason: String
    /// How to say one or the other.
    let suggestion: String

    /// Nil if every reader agrees on the text.
    init?(plain text: String) {
        if let value = Self.truthValues[text.lowercased()], Self.isUniformlyCased(text) {
            reason = "is a truth value in YAML 1.1 and text in YAML 1.2"
            suggestion = "write \"\(text)\" for the text, or \(value)"
        } else if let reason = Self.numericReason(text) {
            self.reason = reason
            suggestion = "write \"\(text)\" for the text, or a plain decimal number"
        } else {
            return nil
        }
    }

    private static let truthValues = [
        "y": "true", "yes": "true", "on": "true", "n": "false", "no": "false", "off": "false",
    ]

    /// `no`, `No` and `NO` are truth values of YAML 1.1, `nO` is not.
    private static func isUniformlyCased(_ text: String) -> Bool {
        text == text.lowercased() || text == text.uppercased() || text.dropFirst() == text.dropFirst().lowercased()
    }

    private static let decimal = ASCIIClass.digits.union("_")
    private static let binary = ASCIIClass("01_")

    private static func numericReason(_ text: String) -> String? {
        guard let first = text.utf8.first, "+-0123456789".utf8.contains(first) else { return nil }
        // Each of these needs a mark that most numbers do not have.
        let digits = text.utf8.dropFirst("+-".utf8.contains(first) ? 1 : 0)
        if digits.first == UInt8(ascii: "0") {
            let rest = digits.dropFirst()
            let octal = rest.first == UInt8(ascii: "o") ? rest.dropFirst() : rest
            if !octal.isEmpty, decimal.holds(octal) {
                return "is an octal number to some readers, and a decimal one or text to others"
            }
            if rest.first == UInt8(ascii: "b"), rest.count > 1, binary.holds(rest.dropFirst()) {
                return "is a binary number in YAML 1.1 and text in YAML 1.2"
            }
        }
        if text.utf8.contains(UInt8(ascii: ":")),
            text.wholeMatch(of: /[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?/) != nil
        {
            return "is a number to base 60 in YAML 1.1 and text in YAML 1.2"
        }
        if text.utf8.contains(UInt8(ascii: "_")),
            text.wholeMatch(of: /[-+]?(?:0x)?[0-9a-fA-F]+_[0-9a-fA-F_]*(?:\.[0-9_]*)?/) != nil
        {
            return "is a number in YAML 1.1 and text in YAML 1.2"
        }
        return nil
    }
}
