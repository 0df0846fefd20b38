import Applier
import Planner
import Spec
import Testing

/// Values that tests are about, made from short literals.
enum Sample {
    static func owner() throws -> OwnerID {
        try #require(OwnerID("0a1b2c3d-0000-4000-8000-000000000001"))
    }

    static func address(_ server: String, in profile: String = "dev") throws -> ServerAddress {
        ServerAddress(profile: try #require(ProfileName(profile)), server: try #require(ServerName(server)))
    }

    static func image(_ text: String = "example/time:1.0") throws -> ImageReference {
        try #require(ImageReference(text))
    }

    static func location(line: Int = 1) -> Spec.SourceLocation {
        Spec.SourceLocation(file: "profiles/dev.yaml", line: line, column: 1)
    }

    static func server(
        _ name: String,
        image: String = "example/time:1.0",
        change: (inout ServerSpec) -> Void = { _ in }
    ) throws -> ServerSpec {
        var server = ServerSpec(
            name: try #require(ServerName(name)),
            declaredAt: location(),
            image: try Self.image(image)
        )
        change(&server)
        return server
    }

    static func desired(_ servers: [ServerSpec], profile: String = "dev") throws -> DesiredState {
        DesiredState(
            owner: try owner(),
            revision: nil,
            profiles: [
                Profile(
                    name: try #require(ProfileName(profile)),
                    description: nil,
                    declaredAt: location(),
                    servers: servers,
                    gateway: GatewaySettings()
                )
            ],
            isComplete: true
        )
    }

    static func operation(_ id: Int, after dependencies: [Int] = [], of server: String = "time") throws -> Operation {
        Operation(
            id: id,
            address: try address(server),
            kind: .stop(ObservedContainer.ID("container-\(id)")),
            dependencies: dependencies
        )
    }
}
