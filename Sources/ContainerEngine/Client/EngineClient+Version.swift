import Synchronization

extension EngineClient {
    /// Asks for no more than whether an engine answers that can be used.
    package func greet() async throws(EngineError) { _ = try await apiVersion() }

    /// The version of the API that calls are made in: the newest that both sides speak, asked for once.
    ///
    /// - Throws: ``EngineError`` with code `unsupportedVersion` for an engine that is too old.
    func apiVersion() async throws(EngineError) -> APIVersion {
        if let known = negotiatedVersion.withLock({ $0 }) { return known }
        let doing = "agree with the engine on an API version"
        let answer = try await exchange(.get("/_ping", doing: doing), version: nil)
        guard let offered = answer.apiVersion.flatMap({ APIVersion($0) }) else {
            throw EngineError(
                code: .protocolViolation,
                doing: doing,
                status: answer.status,
                message: "what answers at \(endpoint) names no API version, so it is no container engine"
            )
        }
        guard offered >= .minimum else {
            throw EngineError(
                code: .unsupportedVersion,
                doing: doing,
                message: "the engine at \(endpoint) speaks API \(offered), at least \(APIVersion.minimum) is needed:"
                    + " update the engine"
            )
        }
        let agreed = min(offered, .maximum)
        negotiatedVersion.withLock { $0 = agreed }
        return agreed
    }
}
