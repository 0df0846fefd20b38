import Applier
import GatewayRuntime
import Spec

extension GatewayPlace {
    /// Where this user's gateways of a profile meet.
    ///
    /// - Parameters:
    ///   - profile: What they serve.
    ///   - owner: Whose containers they serve.
    ///   - source: Says of which environment.
    ///   - engine: Says where the containers are.
    /// - Throws: ``CommandFailure`` for an environment that has no valid name; `EngineError` for an unusable endpoint.
    init(of profile: ProfileName, _ owner: OwnerID, _ source: SourceOptions, _ engine: EngineOptions) throws {
        self.init(
            in: ApplyLock.ofThisUser.directory,
            owner: owner,
            profile: profile,
            environment: try source.environment(),
            engine: try engine.endpoint()
        )
    }
}
