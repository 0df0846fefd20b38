import Testing

@testable import SecretScanning

/// Texts that are too short for any credential are not searched: none may be lost by that.
@Suite struct ShortestCredentialTests {
    private static func sample(_ run: SecretRule.Run) -> String {
        let characters = (UInt8(0x30)..<128).filter { run.characters.contains($0) }
        let bytes = (0..<run.count.lowerBound).map { characters[$0 % characters.count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The shortest text that a rule can match.
    private static func text(of rule: SecretRule) -> String {
        switch rule.shape {
        case .token(let parts):
            parts.map { part in
                switch part {
                case .literal(let text): text
                case .run(let run): sample(run)
                }
            }.joined()
        case .assigned(let keyword, let run): "\(keyword)=\(sample(run))"
        case .enclosed(let marker, let label, _): marker + label
        }
    }

    private static func found(_ text: String, by rule: SecretRule) -> [String] {
        Array(text.utf8).withUnsafeBytes { SecretScanner(rules: [rule]).findings(in: $0).map(\.rule) }
    }

    @Test(arguments: SecretRule.all.indices)
    func itIsFoundByItsOwnRule(number: Int) {
        let rule = SecretRule.all[number]
        let text = Self.text(of: rule)
        #expect(Self.found(text, by: rule) == [rule.id], "\(text)")
        // The sign of an assignment is not counted.
        #expect((rule.shortestText...rule.shortestText + 1).contains(text.utf8.count))
    }

    @Test(arguments: SecretRule.all.filter { $0.shortestAssigned != nil }.map(\.id))
    func itIsFoundByItsName(id: String) throws {
        let rule = try #require(SecretRule.all.first { $0.id == id })
        guard case .assigned(let keyword, let run) = rule.shape else { return }
        let scanner = SecretScanner(rules: [rule])
        let found = Array(Self.sample(run).utf8).withUnsafeBytes { value in
            Array(keyword.utf8).withUnsafeBytes { scanner.findings(in: value, named: $0) }
        }
        #expect(found.map(\.rule) == [id])
    }
}
