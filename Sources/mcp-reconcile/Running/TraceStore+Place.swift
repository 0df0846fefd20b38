import CallTraces
import FoundationEssentials

extension TraceStore {
    /// Opens the one database of this user's traces: `$XDG_STATE_HOME/mcp-reconcile/traces.db`.
    static func ofThisUser() throws(TraceStoreError) -> TraceStore {
        try TraceStore(path: path)
    }

    private static var path: String {
        let environment = ProcessInfo.processInfo.environment
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (state ?? (environment["HOME"] ?? "/tmp") + "/.local/state") + "/mcp-reconcile/traces.db"
    }
}
