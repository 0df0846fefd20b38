package import Spec

/// What whoever starts a gateway says of interceptors, beside the profile; what is nil is the profile's to say.
package struct InterceptionOptions: Sendable {
    package var secretScan: SecretScanPolicy?
    /// In addition to the profile's.
    package var allowedSecrets: [String]
    package var validatesArguments: Bool?
    package var limits: CallLimits
    /// Before the profile's.
    package var interceptors: [InterceptorSpec]
    /// Whether commands from the profile run on this host.
    package var allowsCommandsOfProfile: Bool

    package init(
        secretScan: SecretScanPolicy? = nil,
        allowedSecrets: [String] = [],
        validatesArguments: Bool? = nil,
        limits: CallLimits = CallLimits(),
        interceptors: [InterceptorSpec] = [],
        allowsCommandsOfProfile: Bool = false
    ) {
        self.secretScan = secretScan
        self.allowedSecrets = allowedSecrets
        self.validatesArguments = validatesArguments
        self.limits = limits
        self.interceptors = interceptors
        self.allowsCommandsOfProfile = allowsCommandsOfProfile
    }
}
