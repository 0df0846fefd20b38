import ArgumentParser
import Planner
import SystemPackage

/// Whether a change may be carried out without asking, and what a plain yes is not enough for.
struct ConsentOptions: ParsableArguments {
    @Flag(help: "Carry the plan out without asking.")
    var yes = false

    @Option(
        help: ArgumentHelp(
            "Agree to what --yes does not cover: prune=N, widen-tools, rewind.",
            discussion: "Several are separated by commas, or the option is repeated. The plan names those it needs.",
            valueName: "consents"
        )
    )
    var allow: [AllowedConsents] = []

    /// Asks on the terminal, if there is one and `--yes` was not given.
    ///
    /// - Returns: True if somebody read the plan and agreed to it, and to no other.
    /// - Throws: ``CommandFailure`` with the status 4 if nobody agreed.
    func obtain() throws -> Bool {
        if yes { return false }
        guard Console(descriptor: .standardInput).isTerminal, Console.error.isTerminal else {
            throw CommandFailure(
                status: .consentNeeded,
                message: "the plan changes the engine and nobody can be asked here: give --yes"
            )
        }
        Console.error.write("Carry out this plan? Only 'yes' is taken as consent: ")
        guard readLine() == "yes" else {
            throw CommandFailure(status: .consentNeeded, message: "nothing was changed: the answer was not 'yes'")
        }
        return true
    }

    /// - Throws: ``CommandFailure`` with the status 4, which names what to add, if a consent is missing.
    func check(_ plan: Plan) throws {
        let missing = plan.consents.filter { consent in !allow.contains { $0.covers(consent) } }
        guard !missing.isEmpty else { return }
        let names = missing.map(\.name).joined(separator: ",")
        throw CommandFailure(
            status: .consentNeeded,
            message: "nothing was changed: this plan needs --allow \(names), see above; --yes does not cover it"
        )
    }
}

/// What one `--allow` agrees to.
struct AllowedConsents: ExpressibleByArgument {
    private enum Word {
        case prune(Int)
        case widenTools
        case rewind
    }

    private let words: [Word]

    init?(argument: String) {
        var words: [Word] = []
        for text in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = text.split(separator: "=", maxSplits: 1)
            switch (parts.first, parts.count) {
            case ("widen-tools", 1): words.append(.widenTools)
            case ("rewind", 1): words.append(.rewind)
            case ("prune", 2):
                guard let count = Int(parts[1]), count > 0 else { return nil }
                words.append(.prune(count))
            default: return nil
            }
        }
        self.words = words
    }

    func covers(_ consent: Consent) -> Bool {
        words.contains { word in
            switch (word, consent.kind) {
            case (.prune(let allowed), .prune(let needed)): allowed >= needed
            case (.widenTools, .widenTools), (.rewind, .rewind): true
            case (.prune, _), (.widenTools, _), (.rewind, _): false
            }
        }
    }
}
