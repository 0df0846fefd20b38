import ArgumentParser
import Planner
import SystemPackage

/// Whether a change may be carried out without asking, and what a plain yes is not enough for.
struct ConsentOptions: ParsableArguments {
    @Flag(help: "Carry the plan out without asking.")
    var yes = false

    @Option(
        help: ArgumentHelp(
            "Agree to what --yes does not cover: prune=N, unprotect=PROFILE/SERVER, widen-tools, rewind.",
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
        try check(plan.consents)
    }

    /// A command that removes everything is itself the consent to that, and none to end what is protected.
    func checkDestruction(_ plan: Plan) throws {
        try check(plan.consents.filter { if case .unprotect = $0.kind { true } else { false } })
    }

    private func check(_ consents: [Consent]) throws {
        let missing = consents.filter { consent in !allow.contains { $0.covers(consent) } }
        guard !missing.isEmpty else { return }
        let names = missing.map(\.name).joined(separator: ",")
        throw CommandFailure(
            status: .consentNeeded,
            message: "nothing was changed: this plan needs --allow \(names), see above; --yes does not cover it"
        )
    }
}
