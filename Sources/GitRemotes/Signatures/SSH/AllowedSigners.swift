import FoundationEssentials

/// Who may sign, in the format of ssh-keygen(1), ALLOWED SIGNERS.
package struct AllowedSigners: Hashable, Sendable {
    private struct Signer: Hashable {
        var principal: String
        var key: SSHPublicKey
        /// Nil for any.
        var namespaces: [String]?
        var validAfter: Date?
        var validBefore: Date?
    }

    /// What is wrong with a line.
    package struct Mistake: Error, Hashable, Sendable {
        package let line: Int
        package let words: String
    }

    private let signers: [Signer]
    private static let namespace = "git"
    private static let mostSigners = 10_000

    /// - Throws: ``Mistake`` about the first line that is not understood: what cannot be read must not be trusted less
    ///   or more than it says.
    package init(_ text: String) throws(Mistake) {
        var signers: [Signer] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            do {
                if let signer = try Self.signer(line) { signers.append(signer) }
            } catch {
                throw Mistake(line: index + 1, words: error.words)
            }
        }
        guard signers.count <= Self.mostSigners else {
            throw Mistake(line: Self.mostSigners, words: "too many signers")
        }
        self.signers = signers
    }

    package var isEmpty: Bool { signers.isEmpty }

    /// The principal whose key it is at that moment; nil if nobody's.
    func principal(of key: SSHPublicKey, at time: Date) -> String? {
        signers.first { signer in
            signer.key == key && signer.namespaces?.contains(Self.namespace) ?? true
                && signer.validAfter.map { time >= $0 } ?? true && signer.validBefore.map { time < $0 } ?? true
        }?.principal
    }

    private struct Unreadable: Error {
        let words: String
    }

    private static func signer(_ line: Substring) throws(Unreadable) -> Signer? {
        var words = Self.words(line)[...]
        guard let principal = words.first, !principal.hasPrefix("#") else { return nil }
        words = words.dropFirst()
        var options: [String] = []
        if let first = words.first, !isKind(first) {
            options = first.split(separator: ",", by: "\"")
            words = words.dropFirst()
        }
        guard words.count >= 2, let kind = words.first else {
            throw Unreadable(words: "principals, options and a key are expected")
        }
        guard let bytes = Data(base64Encoded: words[words.startIndex + 1]), let key = SSHPublicKey(Array(bytes)),
            key.kind == kind
        else { throw Unreadable(words: "the key is none of a kind that is known") }
        return try signer(principal, key, options)
    }

    private static func signer(
        _ principal: String,
        _ key: SSHPublicKey,
        _ options: [String]
    ) throws(Unreadable) -> Signer {
        var signer = Signer(principal: principal.filter { $0 != "\"" }, key: key)
        for option in options {
            let parts = option.split(separator: "=", maxSplits: 1)
            let value = parts.count > 1 ? parts[1].filter { $0 != "\"" } : ""
            switch parts.first?.lowercased() {
            case "namespaces": signer.namespaces = value.split(separator: ",").map(String.init)
            case "valid-after": signer.validAfter = try time(value)
            case "valid-before": signer.validBefore = try time(value)
            case "cert-authority": throw Unreadable(words: "certificate authorities are not supported")
            default: throw Unreadable(words: "the option '\(option)' is not known")
            }
        }
        return signer
    }

    private static func isKind(_ word: String) -> Bool {
        ["ssh-", "ecdsa-", "sk-"].contains { word.hasPrefix($0) }
    }

    /// Words of a line; quotes keep spaces together.
    private static func words(_ line: Substring) -> [String] {
        line.split(by: "\"", where: \.isWhitespace)
    }

    /// `YYYYMMDD[HHMM[SS]][Z]`; without `Z` the time of this machine is meant by OpenSSH, and UTC here.
    private static func time(_ text: String) throws(Unreadable) -> Date {
        let digits = text.hasSuffix("Z") ? text.dropLast() : text[...]
        guard [8, 12, 14].contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }) else {
            throw Unreadable(words: "'\(text)' is no time: write 20300101Z")
        }
        let padded = digits + String(repeating: "0", count: 14 - digits.count)
        let numbers = stride(from: 4, to: 14, by: 2).map { offset -> Int in
            let start = padded.index(padded.startIndex, offsetBy: offset)
            return Int(padded[start..<padded.index(start, offsetBy: 2)]) ?? 0
        }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let components = DateComponents(
            year: Int(padded.prefix(4)),
            month: numbers[0],
            day: numbers[1],
            hour: numbers[2],
            minute: numbers[3],
            second: numbers[4]
        )
        guard (1...12).contains(numbers[0]), (1...31).contains(numbers[1]), let date = calendar.date(from: components)
        else { throw Unreadable(words: "'\(text)' is no time: write 20300101Z") }
        return date
    }
}

extension StringProtocol {
    /// Splits where the condition holds outside of quotes.
    fileprivate func split(by quote: Character, where isSeparator: (Character) -> Bool) -> [String] {
        var (parts, part, isQuoted): ([String], String, Bool) = ([], "", false)
        for character in self {
            if character == quote { isQuoted.toggle() }
            if !isQuoted, isSeparator(character) {
                if !part.isEmpty { parts.append(part) }
                part = ""
            } else {
                part.append(character)
            }
        }
        return part.isEmpty ? parts : parts + [part]
    }

    fileprivate func split(separator: Character, by quote: Character) -> [String] {
        split(by: quote) { $0 == separator }
    }
}
