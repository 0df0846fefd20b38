import ArgumentParser
import Planner
import Spec

/// What one `--allow` agrees to.
struct AllowedConsents: ExpressibleByArgument {
    private enum Word: Hashable {
        case prune(Int)
        /// A server as `profile/server`.
        case unprotect(String)
        case widenTools
        case rewind
    }

    private let words: [Word]

    init?(argument: String) {
        var words: [Word] = []
        for text in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let word = Self.word(text.split(separator: "=", maxSplits: 1)) else { return nil }
            words.append(word)
        }
        self.words = words
    }

    private static func word(_ parts: [Substring]) -> Word? {
        switch (parts.first, parts.count) {
        case ("widen-tools", 1): return .widenTools
        case ("rewind", 1): return .rewind
        case ("prune", 2): return Int(parts[1]).flatMap { $0 > 0 ? .prune($0) : nil }
        case ("unprotect", 2):
            let names = parts[1].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard names.count == 2, ProfileName(names[0]) != nil, ServerName(names[1]) != nil else { return nil }
            return .unprotect(String(parts[1]))
        default: return nil
        }
    }

    func covers(_ consent: Consent) -> Bool {
        words.contains { word in
            switch (word, consent.kind) {
            case (.prune(let allowed), .prune(let needed)): allowed >= needed
            case (.unprotect(let allowed), .unprotect(let needed)): allowed == needed.description
            case (.widenTools, .widenTools), (.rewind, .rewind): true
            case (.prune, _), (.unprotect, _), (.widenTools, _), (.rewind, _): false
            }
        }
    }

    var allowsRewind: Bool { words.contains(.rewind) }

    /// True if it agrees to what nobody has to be asked about where commits are followed.
    var allowsWidening: Bool { words.contains(.widenTools) }
}

extension StandingConsent {
    /// What the options of a command that follows agree to for as long as it runs.
    init(_ allowed: [AllowedConsents]) {
        self.init()
        for word in allowed.flatMap(\.standing) {
            prune = [prune, word.prune].compactMap { $0 }.max()
            unprotected.formUnion(word.unprotected)
        }
    }
}

extension AllowedConsents {
    fileprivate var standing: [StandingConsent] {
        words.compactMap { word in
            switch word {
            case .prune(let count): StandingConsent(prune: count)
            case .unprotect(let address): StandingConsent(unprotected: [address])
            case .widenTools, .rewind: nil
            }
        }
    }
}
