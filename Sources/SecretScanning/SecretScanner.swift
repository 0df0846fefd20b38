/// Finds credentials in text by rules, in one pass.
package struct SecretScanner: Sendable {
    private let rules: [SecretRule]
    private let prefilter: Prefilter
    /// Texts of fewer bytes hold no credential: most strings of ordinary messages.
    private let shortestText: Int
    /// Values of fewer bytes are none, whatever their name.
    private let shortestAssigned: Int

    package init(rules: [SecretRule] = SecretRule.all) {
        self.rules = rules
        prefilter = Prefilter(rules)
        shortestText = rules.map(\.shortestText).min() ?? 0
        shortestAssigned = rules.compactMap(\.shortestAssigned).min() ?? .max
    }

    /// The credentials in a text, from its start to its end; they do not overlap.
    package func findings(in text: UnsafeRawBufferPointer) -> [SecretFinding] {
        guard text.count >= shortestText else { return [] }
        var findings: [SecretFinding] = []
        prefilter.search(text) { position, candidates in
            guard let found = finding(in: text, at: position, candidates) else { return nil }
            findings.append(found)
            return found.range.upperBound
        }
        return findings
    }

    /// The credentials in a text that is the value of something with a name, as a member of a JSON object is.
    ///
    /// Some credentials are recognised only by the name that they are assigned to.
    package func findings(in text: UnsafeRawBufferPointer, named name: UnsafeRawBufferPointer) -> [SecretFinding] {
        let findings = findings(in: text)
        guard findings.isEmpty, text.count >= shortestAssigned, text.count <= TextMatcher.longestAssigned,
            namesCredential(name)
        else { return findings }
        var assignment = Array(name)
        assignment.append(UInt8(ascii: "="))
        assignment += text
        return assignment.withUnsafeBytes { bytes in
            self.findings(in: bytes).compactMap { finding in
                let start = name.count + 1
                guard finding.range.lowerBound >= start else { return nil }
                let range = (finding.range.lowerBound - start)..<(finding.range.upperBound - start)
                return SecretFinding(rule: finding.rule, title: finding.title, range: range)
            }
        }
    }

    private func namesCredential(_ name: UnsafeRawBufferPointer) -> Bool {
        var isCredential = false
        prefilter.search(name) { position, candidates in
            let isNamed = candidates.contains { index in
                guard case .assigned(let keyword, _) = rules[index].shape else { return false }
                return TextMatcher(text: name).skip(keyword, from: position, ignoringCase: true) != nil
            }
            guard isNamed else { return nil }
            isCredential = true
            return name.count
        }
        return isCredential
    }

    private func finding(in text: UnsafeRawBufferPointer, at position: Int, _ candidates: [Int]) -> SecretFinding? {
        let matcher = TextMatcher(text: text)
        for index in candidates {
            guard let range = matcher.match(rules[index].shape, at: position) else { continue }
            return SecretFinding(rule: rules[index].id, title: rules[index].title, range: range)
        }
        return nil
    }
}
