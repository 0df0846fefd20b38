import Applier
import ContainerEngine
import Crypto
import Planner
package import Spec

/// What determines a server's lists: who it is, and what runs or where.
package struct InventoryKey: Hashable, Sendable {
    package let server: ServerAddress
    /// A container's spec hash, which its image's content is part of; or the way to a remote server.
    package let identity: String

    /// 32 hexadecimal digits that no other key has.
    var digest: String {
        let hash = SHA256.hash(data: Array("\(server)\n\(identity)".utf8))
        return hash.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension InventoryKey {
    /// The key of a server's container, as it shall be; nil before its image is present.
    init?(_ server: ServerSpec, of profile: ProfileName, image: ObservedImage?) {
        let definition = ContainerDefinition(server: server, image: image)
        guard let hash = SpecHash(profile: profile, definition: definition) else { return nil }
        self.init(server: ServerAddress(profile: profile, server: server.name), identity: hash.text)
    }

    /// The key of what runs there; nil for what does not run yet.
    init?(_ origin: ServerOrigin) {
        switch origin {
        case .container(let candidate):
            self.init(server: origin.address, identity: candidate.identity.specHash.text)
        case .remote: self.init(server: origin.address, identity: origin.place.text)
        // What has no place of its own is known from its manifest.
        case .tools, .awaitedContainer, .awaitedRemote: return nil
        }
    }
}
