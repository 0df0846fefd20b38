package import ContainerEngine
import NIOCore
import NIOPosix
import Synchronization
import SystemPackage

/// A container engine for tests: the Engine API over a real unix socket, before a model in memory.
///
/// What it does was read off Docker 20.10. It records every call, and it can be told to fail.
package final class FakeEngine: Sendable {
    /// Where it listens.
    package let endpoint: EngineEndpoint
    /// What it holds.
    package let model: FakeEngineModel

    private struct Injection {
        var fault: FakeFault
        var pattern: RequestPattern
        var remaining: Int
    }

    private let recorded = Mutex<[FakeRequest]>([])
    private let injections = Mutex<[Injection]>([])
    private let connections = Mutex<[ObjectIdentifier: any Channel]>([:])

    init(endpoint: EngineEndpoint, model: FakeEngineModel) {
        self.endpoint = endpoint
        self.model = model
    }

    /// Every call so far, in the order of arrival; pings for the API's version included.
    package var requests: [FakeRequest] { recorded.withLock { $0 } }

    /// The calls so far that change what an engine holds.
    package var mutations: [FakeRequest] { requests.filter(\.isMutating) }

    /// Forgets the calls so far.
    package func forgetRequests() {
        recorded.withLock { $0 = [] }
    }

    /// Lets the next `times` calls that match fail; faults that were injected earlier come first.
    package func inject(_ fault: FakeFault, on pattern: RequestPattern, times: Int = 1) {
        injections.withLock { $0.append(Injection(fault: fault, pattern: pattern, remaining: times)) }
    }

    /// Closes every open connection, attached streams and event streams included.
    package func dropConnections() {
        let open = connections.withLock { connections in Array(connections.values) }
        for channel in open { channel.close(promise: nil) }
    }

    /// Records a call, and takes the fault that is meant for it.
    func arrived(_ request: FakeRequest) -> FakeFault? {
        recorded.withLock { $0.append(request) }
        return injections.withLock { injections in
            guard let index = injections.firstIndex(where: { $0.pattern.matches(request) }) else { return nil }
            injections[index].remaining -= 1
            let fault = injections[index].fault
            if injections[index].remaining == 0 { injections.remove(at: index) }
            return fault
        }
    }

    func opened(_ channel: any Channel) {
        connections.withLock { $0[ObjectIdentifier(channel)] = channel }
    }

    func closed(_ channel: any Channel) {
        connections.withLock { $0[ObjectIdentifier(channel)] = nil }
    }
}

/// Lends a fake engine to `body`; its socket and its processes are gone afterwards.
package func withFakeEngine<Return>(
    id: String = "FAKE:ENGINE",
    _ body: (FakeEngine) async throws -> Return
) async throws -> Return {
    try await withTemporaryDirectory { directory in
        let path = directory.appending("docker.sock").string
        let model = FakeEngineModel(id: id)
        let engine = FakeEngine(endpoint: .unixSocket(path: path), model: model)
        let server = try await FakeEngineServer.bind(path: path)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.serve(engine) }
            group.addTask { await model.runProcesses() }
            defer { group.cancelAll() }
            return try await body(engine)
        }
    }
}

/// Lends a fake engine and a client of it.
package func withFakeEngineAndClient<Return>(
    limits: EngineLimits = EngineLimits(),
    _ body: (FakeEngine, EngineClient) async throws -> Return
) async throws -> Return {
    try await withFakeEngine { engine in
        try await withEngineClient(engine.endpoint, limits: limits) { client in
            try await body(engine, client)
        }
    }
}
