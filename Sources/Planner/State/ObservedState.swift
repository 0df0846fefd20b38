package import Spec

/// What an engine has: the owner's containers, and the images that the desired state asks about.
package struct ObservedState: Hashable, Sendable {
    /// Every container that carries the owner's label or one of its names, in no particular order.
    package var containers: [ObservedContainer]
    /// The images that are present, by the reference that was asked for.
    package var images: [ImageReference: ObservedImage]

    package init(containers: [ObservedContainer] = [], images: [ImageReference: ObservedImage] = [:]) {
        self.containers = containers
        self.images = images
    }
}

/// The engine's identifier of an image's content: `sha256:` and 64 hexadecimal digits.
package struct ImageID: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

/// What an image brings along.
package struct ObservedImage: Hashable, Sendable {
    package var id: ImageID
    package var command: [String]
    package var environment: [EnvironmentVariable]
    package var user: String
    package var labels: [String: String]
    /// The names with digests under which registries have it.
    package var digests: [String]
    /// What it runs on, such as `linux/amd64`; empty where nobody says.
    package var platform: String
    /// Whether no engine was asked, so that nothing is known of its content.
    package var isAssumed = false

    package init(
        id: ImageID,
        command: [String] = [],
        environment: [EnvironmentVariable] = [],
        user: String = "",
        labels: [String: String] = [:],
        digests: [String] = [],
        platform: String = ""
    ) {
        self.id = id
        self.digests = digests
        self.platform = platform
        self.command = command
        self.environment = environment
        self.user = user
        self.labels = labels
    }
}

/// One container as the engine reports it.
package struct ObservedContainer: Hashable, Sendable {
    /// The engine's identifier, 64 hexadecimal digits: never reused, so an operation by it cannot hit a successor.
    package struct ID: Hashable, Sendable {
        package let text: String

        package init(_ text: String) {
            self.text = text
        }
    }

    /// The engine's `State.Status`.
    package enum RunState: String, Hashable, Sendable, CaseIterable {
        case created, running, paused, restarting, removing, exited, dead
    }

    package var id: ID
    /// Without the leading slash of the engine's API.
    package var name: String
    package var labels: [String: String]
    package var state: RunState
    package var definition: ContainerDefinition

    package init(
        id: ID,
        name: String,
        labels: [String: String],
        state: RunState,
        definition: ContainerDefinition
    ) {
        self.id = id
        self.name = name
        self.labels = labels
        self.state = state
        self.definition = definition
    }
}
