/// What `gpg --status-fd` tells of a signature (GnuPG, doc/DETAILS).
struct SignatureReport {
    /// What gpg thinks of one signature.
    private enum Finding: String {
        case good = "GOODSIG"
        case expired = "EXPSIG"
        case expiredKey = "EXPKEYSIG"
        case revokedKey = "REVKEYSIG"
        case bad = "BADSIG"
        case unchecked = "ERRSIG"
    }

    /// What is known of a signature that fits its content.
    private struct Valid {
        var fingerprint: String
        var primary: String
        var hash: String
        var kind: String
    }

    private var findings: [(Finding, words: [Substring])] = []
    private var valid: [Valid] = []

    init(_ text: String) {
        for line in StatusLine.lines(of: text) {
            if let finding = Finding(rawValue: line.keyword) {
                findings.append((finding, line.words))
            } else if line.keyword == "VALIDSIG", line.words.count >= 10 {
                let words = line.words.map(String.init)
                valid.append(Valid(fingerprint: words[0], primary: words[9], hash: words[7], kind: words[8]))
            }
        }
    }

    /// What follows from it, where keys with these fingerprints may sign.
    ///
    /// A commit has one signature: with several, it would be open which of them is shown and which one counts.
    func verdict(trusting trusted: Set<String>) -> CommitVerdict {
        guard let (finding, words) = findings.first else {
            return .unverifiable(cause: "gpg finds no signature in it")
        }
        guard findings.count == 1, valid.count <= 1 else {
            return .unverifiable(cause: "it is signed more than once")
        }
        let signer = CommitSigner(
            principal: words.dropFirst().joined(separator: " "),
            fingerprint: valid.first?.fingerprint ?? words.first.map(String.init) ?? "an unknown key"
        )
        switch finding {
        case .bad: return .forged
        case .expired: return .expired(signer)
        case .expiredKey: return .expiredKey(signer)
        case .revokedKey: return .revokedKey(signer)
        case .unchecked: return Self.unchecked(words)
        case .good:
            guard let valid = valid.first else { return .unverifiable(cause: "gpg does not call it valid") }
            guard trusted.contains(valid.primary) else { return .stranger(fingerprint: valid.fingerprint) }
            guard valid.kind == Self.binary else { return .unverifiable(cause: "it is no signature of a document") }
            return Self.weak.contains(valid.hash) ? .weak(signer) : .signed(signer)
        }
    }

    private static let binary = "00"
    /// MD5, SHA-1 and RIPEMD-160 (RFC 4880 §9.4): somebody could make two commits that share a signature.
    private static let weak: Set<String> = ["1", "2", "3"]
    /// The sixth word of ERRSIG where the key is missing.
    private static let noKey = "9"

    private static func unchecked(_ words: [Substring]) -> CommitVerdict {
        guard words.count >= 6 else { return .unverifiable(cause: "gpg cannot check it") }
        let fingerprint = words.count >= 7 && words[6] != "-" ? words[6] : words[0]
        return words[5] == noKey
            ? .stranger(fingerprint: String(fingerprint))
            : .unverifiable(cause: "gpg cannot check it (reason \(words[5]), algorithms \(words[1]) and \(words[2]))")
    }
}

/// What `gpg --status-fd` tells of an import.
struct ImportReport {
    /// Of the primary keys, as hexadecimal digits.
    let fingerprints: Set<String>

    init(_ text: String) {
        fingerprints = Set(
            StatusLine.lines(of: text).compactMap { line in
                line.keyword == "IMPORT_OK" && line.words.count >= 2 ? String(line.words[1]) : nil
            }
        )
    }
}

/// One line of gpg's status: a keyword and words.
private struct StatusLine {
    let keyword: String
    let words: [Substring]

    /// Only what begins with the mark is a line of status.
    static func lines(of text: String) -> [Self] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count >= 2, words[0] == "[GNUPG:]" else { return nil }
            return Self(keyword: String(words[1]), words: Array(words.dropFirst(2)))
        }
    }
}
