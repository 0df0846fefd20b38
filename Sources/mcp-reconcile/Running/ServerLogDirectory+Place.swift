import GatewayRuntime
import Spec
import SystemPackage

extension ServerLogDirectory {
    /// Where this user's gateways keep what the servers of a profile write: `$XDG_STATE_HOME/mcp-reconcile/logs`.
    static func ofThisUser(_ owner: OwnerID, _ profile: ProfileName) -> Self {
        Self(in: UserDirectory.state.appending("logs"), of: owner, profile)
    }
}
