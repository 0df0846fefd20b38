import Planner
import Spec
import Testing

extension DesiredState {
    /// A profile with one server, of the image `example/one:1`.
    static var oneServer: DesiredState {
        get throws { try servers(["one"]) }
    }

    /// A profile with servers of images that are called like them: `example/NAME:1`.
    static func servers(_ names: [String]) throws -> DesiredState {
        let place = Spec.SourceLocation(file: "profiles/dev.yaml", line: 1, column: 1)
        let servers = try names.map { name in
            ServerSpec(
                name: try #require(ServerName(name)),
                declaredAt: place,
                image: try #require(ImageReference("example/\(name):1"))
            )
        }
        let profile = Profile(
            name: try #require(ProfileName("dev")),
            description: nil,
            declaredAt: place,
            servers: servers,
            gateway: GatewaySettings()
        )
        let owner = try #require(OwnerID("0a1b2c3d-0000-4000-8000-000000000002"))
        return DesiredState(owner: owner, revision: nil, profiles: [profile], isComplete: true)
    }
}
