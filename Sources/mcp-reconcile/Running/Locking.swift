import Applier
import ContainerEngine
import GatewayRuntime
import Planner
import Spec

/// Looks at servers, several at once, and says what a lock of them would hold.
struct Locking: Sendable {
    /// How many servers are started at once.
    private static let width = 4

    let sandbox: LockSandbox
    let images: ImageResolution
    let former: Lockfile
    /// Whether what the names of images stand for is asked anew.
    let isRenewing: Bool

    /// One server of the manifests.
    enum Server: Sendable {
        case container(ServerSpec)
        case remote(RemoteServer)
        case tools(ToolServer)
    }

    /// What came of looking at one server.
    struct Outcome: Sendable {
        let address: ServerAddress
        let result: Result<LockedServer, LockProblem>
    }

    /// Why a server cannot be locked; escaped.
    struct LockProblem: Error {
        let message: String
    }

    /// Returns one outcome for each server, in the order of the addresses.
    func look(at servers: [(ServerAddress, Server)]) async -> [Outcome] {
        await withTaskGroup(of: Outcome.self) { group in
            var remaining = servers.makeIterator()
            var outcomes: [Outcome] = []
            for _ in 0..<Self.width {
                guard let (address, server) = remaining.next() else { break }
                group.addTask { await look(at: server, address) }
            }
            for await outcome in group {
                outcomes.append(outcome)
                if Task.isCancelled { continue }
                if let (address, server) = remaining.next() { group.addTask { await look(at: server, address) } }
            }
            return outcomes.sorted { $0.address < $1.address }
        }
    }

    private func look(at server: Server, _ address: ServerAddress) async -> Outcome {
        do {
            return Outcome(address: address, result: .success(try await locked(server, address)))
        } catch let error as AdmissionError {
            let tail = error.standardError.suffix(3).map { "\n    " + $0 }.joined()
            return Outcome(address: address, result: .failure(LockProblem(message: error.message + tail)))
        } catch {
            let message = "\(address) cannot be locked: \(UntrustedText.escaping("\(error)"))"
            return Outcome(address: address, result: .failure(LockProblem(message: message)))
        }
    }

    private func locked(_ server: Server, _ address: ServerAddress) async throws -> LockedServer {
        switch server {
        case .container(let spec):
            let image = try await resolve(spec.image, of: address)
            return try await sandbox.look(at: spec, of: address.profile, running: image)
        case .remote(let remote): return try await sandbox.look(at: remote, of: address.profile)
        case .tools(let tools):
            var locked: [LockedImage] = []
            for image in Set(tools.tools.map(\.image)).sorted(by: { $0.text < $1.text }) {
                locked.append(try await resolve(image, of: address).locked)
            }
            return try await sandbox.look(at: tools, of: address.profile, running: locked)
        }
    }

    private func resolve(_ image: ImageReference, of address: ServerAddress) async throws -> ImageResolution.Resolved {
        let former = former.servers[address]?.image(image)
        return try await images.resolve(image, lockedAs: former, isRenewed: isRenewing)
    }
}
