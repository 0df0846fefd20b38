/// How the gateway shows a profile's servers, and what it does with every request for them.
package struct GatewaySettings: Hashable, Sendable {
    package var naming: ToolNaming
    package var secretScan: SecretScanPolicy
    /// Rules of the secret scan that do not apply, by their ids.
    package var allowedSecrets: [String]
    /// Whether a call whose arguments do not fit its tool's input schema is refused by the gateway.
    package var validatesArguments: Bool
    package var limits: CallLimits
    /// In the order in which requests pass them.
    package var interceptors: [InterceptorSpec]

    package init(
        naming: ToolNaming = .automatic,
        secretScan: SecretScanPolicy = .block,
        allowedSecrets: [String] = [],
        validatesArguments: Bool = false,
        limits: CallLimits = CallLimits(),
        interceptors: [InterceptorSpec] = []
    ) {
        self.naming = naming
        self.secretScan = secretScan
        self.allowedSecrets = allowedSecrets
        self.validatesArguments = validatesArguments
        self.limits = limits
        self.interceptors = interceptors
    }
}

/// When an exposed tool carries its server's name.
package enum ToolNaming: String, Hashable, Sendable, CaseIterable {
    /// Bare where unique; on a collision every colliding tool becomes `server__tool`.
    case automatic = "auto"
    /// Always `server__tool`.
    case prefixed = "prefix"
    /// Always bare; a collision is refused when it can be known beforehand, else withheld.
    case bare
}

/// What becomes of a request or an answer in which a credential is found.
package enum SecretScanPolicy: String, Hashable, Sendable, CaseIterable {
    /// Nobody looks.
    case off
    /// It passes, and the log says so.
    case warn
    /// The credential is replaced by the name of its kind.
    case redact
    /// It does not pass.
    case block
}

/// How much clients may ask for; nil is no limit.
package struct CallLimits: Hashable, Sendable {
    /// Calls that one session may make in a minute, in bursts of as many.
    package var callsPerMinute: Int?
    /// Calls that one server may have under way.
    package var concurrentCalls: Int?

    package init(callsPerMinute: Int? = nil, concurrentCalls: Int? = nil) {
        self.callsPerMinute = callsPerMinute
        self.concurrentCalls = concurrentCalls
    }
}
