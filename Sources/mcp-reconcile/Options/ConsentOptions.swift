import ArgumentParser
import SystemPackage

/// Whether a change may be carried out without asking.
struct ConsentOptions: ParsableArguments {
    @Flag(help: "Carry the plan out without asking.")
    var yes = false

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
}
