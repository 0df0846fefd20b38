/// The text of a manifest file, known to be UTF-8 that YAML allows, without a byte order mark.
struct ManifestText: Hashable, Sendable {
    let text: String
    let file: String

    /// Checks size, encoding and characters.
    init(_ bytes: [UInt8], file: String, limits: YAMLLimits = .standard) throws(Diagnostic) {
        guard bytes.count <= limits.fileSize else {
            throw Diagnostic(
                .fileSize,
                "the file has \(bytes.count) bytes, and a manifest at most \(limits.fileSize)",
                at: SourceLocation(file: file, line: 1, column: 1),
                suggestion: "split it into several files"
            )
        }
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw Self.badEncoding(bytes, at: error.byteOffsets.lowerBound, file: file)
        }
        let content = bytes.starts(with: Self.byteOrderMark) ? bytes[Self.byteOrderMark.count...] : bytes[...]
        text = String(decoding: content, as: UTF8.self)
        self.file = file
        if let diagnostic = forbiddenCharacter { throw diagnostic }
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func badEncoding(_ bytes: [UInt8], at offset: Int, file: String) -> Diagnostic {
        let before = String(decoding: bytes[..<offset], as: UTF8.self).unicodeScalars
        let byte = String(bytes[offset], radix: 16, uppercase: true)
        return Diagnostic(
            .encoding,
            "byte 0x\(byte) at offset \(offset) is no UTF-8",
            at: location(after: before[...], file: file),
            suggestion: "save the file as UTF-8"
        )
    }

    private var forbiddenCharacter: Diagnostic? {
        if text.utf8.allSatisfy(Self.isAllowed(byte:)) { return nil }
        let scalars = text.unicodeScalars
        guard let index = scalars.firstIndex(where: { !Self.isAllowed($0) }) else { return nil }
        let code = String(scalars[index].value, radix: 16, uppercase: true)
        return Diagnostic(
            .controlCharacter,
            "the character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code) is not allowed in YAML",
            at: Self.location(after: scalars[..<index], file: file),
            suggestion: "remove it, or write it as an escape within double quotes"
        )
    }

    /// YAML 1.2 §5.1, as far as libyaml follows it.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// Most manifests are of such bytes alone.
    private static func isAllowed(byte: UInt8) -> Bool {
        byte < 0x80 && isAllowed(Unicode.Scalar(byte))
    }

    private static func location(after prefix: String.UnicodeScalarView.SubSequence, file: String) -> SourceLocation {
        var (line, column, previous) = (1, 1, Unicode.Scalar(0))
        for scalar in prefix {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": (line, column) = (line + 1, 1)
            default: column += 1
            }
            previous = scalar
        }
        return SourceLocation(file: file, line: line, column: column)
    }
}
