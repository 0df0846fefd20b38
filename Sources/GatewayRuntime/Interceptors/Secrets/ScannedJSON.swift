import Glibc
import ModelContextProtocol
import NIOCore
import SecretScanning

/// What a well-formed JSON text holds of credentials, looked for string by string.
struct ScannedJSON {
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    /// The rules that found something, with titles, in the order of the text.
    private(set) var findings: [SecretFinding] = []
    private var edits = MessageSplicer()
    private let json: ByteBuffer

    init(_ json: ByteBuffer, _ scanner: SecretScanner) {
        self.json = json
        json.withUnsafeReadableBytes { scan($0, scanner) }
    }

    /// The same text with the name of its kind in place of every credential.
    var redacted: ByteBuffer { edits.applied(to: json) }

    /// What was found, for people: each kind once.
    var kinds: String {
        var seen: Set<String> = []
        return findings.filter { seen.insert($0.rule).inserted }.map { "\($0.title) (\($0.rule))" }
            .joined(separator: ", ")
    }

    private mutating func scan(_ bytes: UnsafeRawBufferPointer, _ scanner: SecretScanner) {
        var position = 0
        var name = 0..<0
        while let string = Self.nextString(in: bytes, from: position) {
            position = string.range.upperBound + 1
            let isName = Self.isFollowedByColon(bytes, position)
            let label = UnsafeRawBufferPointer(rebasing: bytes[isName ? 0..<0 : name])
            if isName { name = string.range }
            if string.hasEscapes {
                let text = JSONEscapes.removed(from: bytes[string.range])
                text.withUnsafeBytes { note(scanner.findings(in: $0, named: label), of: $0, at: string.range) }
            } else {
                let text = UnsafeRawBufferPointer(rebasing: bytes[string.range])
                note(scanner.findings(in: text, named: label), of: text, at: string.range)
            }
        }
    }

    private mutating func note(_ found: [SecretFinding], of text: UnsafeRawBufferPointer, at range: Range<Int>) {
        guard !found.isEmpty else { return }
        findings += found
        var result: [UInt8] = []
        var position = 0
        for finding in found {
            result += text[position..<finding.range.lowerBound]
            result += "[redacted: \(finding.rule)]".utf8
            position = finding.range.upperBound
        }
        result += text[position...]
        let quoted = JSONString.quoting(String(decoding: result, as: UTF8.self))
        edits.replace((range.lowerBound - 1)..<(range.upperBound + 1), with: ByteBuffer(string: quoted))
    }

    /// The inside of the next string.
    private static func nextString(
        in bytes: UnsafeRawBufferPointer,
        from start: Int
    ) -> (range: Range<Int>, hasEscapes: Bool)? {
        var position = start
        while position < bytes.count, bytes[position] != quote { position += 1 }
        let first = position + 1
        guard first < bytes.count else { return nil }
        guard let end = index(of: quote, in: bytes, first..<bytes.count) else { return nil }
        guard let escape = index(of: backslash, in: bytes, first..<end) else { return (first..<end, false) }
        position = escape
        while position < bytes.count, bytes[position] != quote {
            position += bytes[position] == backslash ? 2 : 1
        }
        return position < bytes.count ? (first..<position, true) : nil
    }

    private static func index(of byte: UInt8, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
        guard let base = bytes.baseAddress, !range.isEmpty,
            let found = memchr(base + range.lowerBound, CInt(byte), range.count)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }

    private static func isFollowedByColon(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        var position = start
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
        return position < bytes.count && bytes[position] == UInt8(ascii: ":")
    }
}
