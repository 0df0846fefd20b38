/// Where a server lives in the desired state: `profile/server`, unique within an owner.
package struct ServerAddress: Hashable, Sendable {
    package let profile: ProfileName
    package let server: ServerName

    package init(profile: ProfileName, server: ServerName) {
        self.profile = profile
        self.server = server
    }
}

extension ServerAddress: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.profile, left.server) < (right.profile, right.server)
    }
}

extension ServerAddress: CustomStringConvertible {
    package var description: String { "\(profile)/\(server)" }
}
