/// Finds credentials in text by rules, in one pass.
package struct SecretScanner: Sendable {
    private let rules: [SecretRule]
    private let prefilter: Prefilter

    package init(rules: [SecretRule] = SecretRule.all) {
        self.rules = rules
        prefilter = Prefilter(rules)
    }

    /// The credentials in a text, from its start to its end; they do not overlap.
    package func findings(in text: UnsafeRawBufferPointer) -> [SecretFinding] {
        guard text.count > 1 else { return [] }
        var findings: [SecretFinding] = []
        var position = 0
        while position < text.count - 1 {
            if prefilter.mayMatch(text[position], text[position + 1]), let found = finding(in: text, at: position) {
                findings.append(found)
                position = found.range.upperBound
            } else {
                position += 1
            }
        }
        return findings
    }

    /// The credentials in a text that is the value of something with a name, as a member of a JSON object is.
    ///
    /// Some credentials are recognised only by the name that they are assigned to.
    package func findings(in text: UnsafeRawBufferPointer, named name: UnsafeRawBufferPointer) -> [SecretFinding] {
        let findings = findings(in: text)
        guard findings.isEmpty, namesCredential(name), text.count <= TextMatcher.longestAssigned else {
            return findings
        }
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
        guard name.count > 1 else { return false }
        return (0..<(name.count - 1)).contains { position in
            guard prefilter.mayMatch(name[position], name[position + 1]) else { return false }
            return prefilter.candidates(name[position], name[position + 1]).contains { index in
                guard case .assigned(let keyword, _) = rules[index].shape else { return false }
                return TextMatcher(text: name).skip(keyword, from: position, ignoringCase: true) != nil
            }
        }
    }

    private func finding(in text: UnsafeRawBufferPointer, at position: Int) -> SecretFinding? {
        let matcher = TextMatcher(text: text)
        for index in prefilter.candidates(text[position], text[position + 1]) {
            let rule = rules[index]
            guard let range = matcher.match(rule.shape, at: position) else { continue }
            return SecretFinding(rule: rule.id, title: rule.title, range: range)
        }
        return nil
    }
}
