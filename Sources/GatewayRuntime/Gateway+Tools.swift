import Applier
import Logging
import Spec
import Synchronization

extension Gateway {
    /// Serves the tools of a server that is no process, unless the gateway serves just these already.
    func follow(_ server: ToolServer, of profile: ProfileName) async {
        let origin = ServerOrigin.tools(server, of: profile)
        do {
            try await turns.withTurn(at: origin.place) { () async throws(AdmissionError) in
                guard state.withLock({ $0.fleet.backend(in: origin.place, of: server.name) }) == nil else { return }
                let former = state.withLock { $0.fleet.serving(server.name) }
                let opened = try await opening.open(server, of: profile)
                install(Backend(origin, opened: .success(opened), opening: opening, time: time, audience: audience))
                if let former { replace(former, by: origin) }
            }
        } catch {
            Logger.current.error("tools cannot be served", metadata: ["reason": "\(error.message)"])
        }
    }

    /// New calls go to the successor at once; those in flight are waited for beside everything else.
    private func replace(_ former: Backend, by origin: ServerOrigin) {
        guard former.container != origin.place else { return }
        let limit = origin.serving.timeouts.call
        let isTaken = perform { await self.drain(former.container, of: origin.address, deadline: limit) }
        if !isTaken { Logger.current.error("a server is not replaced", metadata: ["mcp.server": "\(origin.address)"]) }
    }
}
