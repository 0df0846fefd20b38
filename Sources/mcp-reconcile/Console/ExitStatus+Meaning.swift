/// What `explain` says of an exit status.
extension ExitStatus {
    static func meaning(of number: Int32) -> String? {
        switch number {
        case 0: "Done; also where there was nothing to do."
        case 64: "Wrong usage: an option or an argument that the command does not know. Nothing was looked at."
        case 137: "Killed, perhaps for want of memory; in 'history', not known to have ended. Running again is safe."
        case 143: "Ended by SIGTERM, after the operation in flight. Running again goes on where it ended."
        default: ExitStatus(rawValue: number)?.meaning
        }
    }

    private var meaning: String {
        switch self {
        case .failed: "Failed, and nothing was changed. The message says at what."
        case .changesPresent: "Changes are present, and --detailed-exitcode asked to be told so. It is no failure."
        case .invalidInput: "A manifest or an argument is wrong: 'validate' shows every mistake with its place."
        case .consentNeeded: "Nobody agreed. Read the plan, then give --yes, and each --allow that it names."
        case .stale: "The engine or the manifests are no longer as the plan has them. Plan again, and read it again."
        case .locked: "Another run holds the lock, or a gateway serves the profile already; the message says which."
        case .partlyApplied: "Some operations were done and others failed. Running again is safe, and does the rest."
        case .rolledBack: "What was to serve did not pass its gate and was removed; what served before serves on."
        case .notTrusted:
            "A commit, a host, a certificate, an image or a server's tools are not what they were agreed to be. Nothing of "
                + "it was used: look at what has changed before anything else."
        case .interrupted: "Interrupted by SIGINT, after the operation in flight. Running again goes on where it ended."
        }
    }
}
