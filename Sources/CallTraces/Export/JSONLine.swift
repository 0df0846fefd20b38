/// A JSON object on one line, safe to show in a terminal.
enum JSONLine {
    static func line(_ fields: [CallTrace.Field]) -> String {
        let members = fields.compactMap { field in
            text(of: field.value).map { "\(quoted(field.name)):\($0)" }
        }
        return "{\(members.joined(separator: ","))}\n"
    }

    private static func text(of value: TraceFieldValue) -> String? {
        switch value {
        case .text(let text): quoted(text)
        case .number(let number): String(number)
        case .absent: nil
        }
    }

    private static func quoted(_ text: String) -> String {
        var line = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": line += "\\\""
            case "\\": line += "\\\\"
            case _ where isInvisible(scalar): line += escaped(scalar)
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line + "\""
    }

    /// Control and format characters: they end lines, move a terminal's cursor or turn the direction of text.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        scalar.utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}
