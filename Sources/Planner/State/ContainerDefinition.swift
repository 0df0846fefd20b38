package import Spec

/// A container as it shall be, or as an engine says it is: both sides of every comparison.
///
/// Values are effective ones: what the manifest leaves open is filled from the image, so that a definition read back
/// from the engine equals the one that was applied. The list of fields is frozen per hash version, see `SpecHash`.
package struct ContainerDefinition: Hashable, Sendable {
    package var image: ImageReference
    /// The content the reference stood for; nil until the image is present on the engine.
    package var imageID: ImageID?
    /// The arguments after the image's entry point.
    package var command: [String]
    /// The whole environment, the image's included; sorted by name.
    package var environment: [EnvironmentVariable]
    /// Empty means the engine's default, root.
    package var user: String
    /// Sorted by target.
    package var mounts: [Mount]
    package var network: NetworkPolicy
    package var extraHosts: [String]
    /// Where it answers HTTP; then it has a network of its own, without a way out unless `network` opens one.
    package var http: HTTPEndpoint?
    package var resources: ResourceLimits
    package var hardening: Hardening
    /// What becomes of it when no manifest names its server any more.
    package var removal: RemovalPolicy

    package init(
        image: ImageReference,
        imageID: ImageID?,
        command: [String],
        environment: [EnvironmentVariable],
        user: String,
        mounts: [Mount],
        network: NetworkPolicy,
        extraHosts: [String],
        http: HTTPEndpoint? = nil,
        resources: ResourceLimits,
        hardening: Hardening = .standard,
        removal: RemovalPolicy = .standard
    ) {
        self.image = image
        self.imageID = imageID
        self.command = command
        self.environment = environment.sorted { $0.name < $1.name }
        self.user = user
        self.mounts = mounts.sorted { $0.target < $1.target }
        self.network = network
        self.extraHosts = extraHosts
        self.http = http
        self.resources = resources
        self.hardening = hardening
        self.removal = removal
    }
}
