import Applier
package import ContainerEngine
import Crypto
package import Spec
package import SystemPackage

/// Where the gateways of one profile on one engine find each other on this host: one of them serves, the others of the
/// same environment join it.
package struct GatewayPlace: Sendable {
    /// A socket's path has little room (`unix(7)`), so its name is short.
    private static let nameLength = 16

    let directory: FilePath
    private let name: String
    /// Of the sockets: who joins must want the values of the same environment.
    private let meetingName: String

    /// - Parameters:
    ///   - directory: For this user alone; created if it does not exist.
    ///   - owner: Whose containers are served.
    ///   - profile: What is served.
    ///   - environment: Whose values count; nil for those of the profile alone.
    ///   - engine: Where the containers are.
    package init(
        in directory: FilePath,
        owner: OwnerID,
        profile: ProfileName,
        environment: EnvironmentName? = nil,
        engine: EngineEndpoint
    ) {
        self.directory = directory
        let key = "\(owner)\n\(profile)\n\(engine)"
        name = Self.name(for: key)
        meetingName = environment.map { Self.name(for: "\(key)\n\($0.text)") } ?? name
    }

    private static func name(for key: String) -> String {
        "gateway-" + SHA256.hash(data: Array(key.utf8)).hexadecimal.prefix(nameLength)
    }

    /// The socket on which the one that serves lets others join.
    var socket: FilePath { directory.appending("\(meetingName).sock") }

    /// The socket on which it says how it is.
    var reportSocket: FilePath { directory.appending("\(meetingName).info") }

    /// The environments of a profile have the same containers, so only one of them can be served.
    private var lock: FilePath { directory.appending("\(name).lock") }

    /// Makes this process the one that serves; nil if another one is.
    ///
    /// One that stands alone asks nobody, and nobody can join it.
    ///
    /// - Throws: `Errno` if the directory is of no use.
    package func claim(standalone: Bool = false) throws -> GatewayLease? {
        if standalone { return GatewayLease.alone }
        let file = try LockFile(at: lock)
        guard try file.tryLock() else {
            file.close()
            return nil
        }
        return GatewayLease(file)
    }

    /// The process that serves, as far as is known.
    package var holder: Int32? { LockFile.holder(at: lock) }
}

/// The right of this process to serve a profile; the kernel takes it back when the process ends, however it ends.
package struct GatewayLease: Sendable {
    /// What a gateway has that nobody can join.
    package static let alone = GatewayLease(nil)

    private let file: LockFile?

    /// Whether others can join the gateway.
    package var isHeld: Bool { file != nil }

    init(_ file: LockFile?) {
        self.file = file
    }

    package func release() {
        file?.close()
    }
}
