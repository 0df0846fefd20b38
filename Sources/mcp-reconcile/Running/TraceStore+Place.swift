import CallTraces
import SystemPackage

extension TraceStore {
    /// Opens the one database of this user's traces: `$XDG_STATE_HOME/mcp-reconcile/traces.db`.
    static func ofThisUser() throws(TraceStoreError) -> TraceStore {
        try TraceStore(path: UserDirectory.state.appending("traces.db").string)
    }
}
