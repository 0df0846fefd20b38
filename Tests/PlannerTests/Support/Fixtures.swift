import Planner
import Spec
import Testing

/// Values that the tests are written with.
enum Fixtures {
    static func owner() throws -> OwnerID { try #require(OwnerID("3f2a9c1e-0000-4000-8000-000000000001")) }
    static func stranger() throws -> OwnerID { try #require(OwnerID("99999999-0000-4000-8000-000000000001")) }
    static func profile(_ name: String = "dev") throws -> ProfileName { try #require(ProfileName(name)) }
    static func image(_ text: String = "example/time:1") throws -> ImageReference { try #require(ImageReference(text)) }

    static func imageID(_ digit: Character) -> ImageID { ImageID("sha256:" + String(repeating: digit, count: 64)) }

    static func server(
        _ name: String = "time",
        line: Int = 7,
        change: (inout ServerSpec) throws -> Void = { _ in }
    ) throws -> ServerSpec {
        let location = SourceLocation(file: "profiles/dev.yaml", line: line, column: 5)
        var server = ServerSpec(name: try #require(ServerName(name)), declaredAt: location, image: try image())
        try change(&server)
        return server
    }

    static func desired(
        _ servers: [ServerSpec],
        profile name: String = "dev",
        naming: ToolNaming = .automatic,
        isComplete: Bool = true
    ) throws -> DesiredState {
        let location = SourceLocation(file: "profiles/\(name).yaml", line: 1, column: 1)
        let profile = Profile(
            name: try profile(name),
            description: nil,
            declaredAt: location,
            servers: servers,
            gateway: GatewaySettings(naming: naming)
        )
        return DesiredState(owner: try owner(), revision: nil, profiles: [profile], isComplete: isComplete)
    }

    static func world(images: [ImageReference: ObservedImage]? = nil) throws -> ObservedState {
        let present = ObservedImage(
            id: imageID("a"),
            command: ["serve"],
            environment: [EnvironmentVariable(name: "PATH", value: "/bin")]
        )
        return ObservedState(images: try images ?? [image(): present])
    }
}
