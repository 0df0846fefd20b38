import ContainerEngine
import NIOCore
import Synchronization

/// What a fake engine holds, and what tests do to it behind its API.
package final class FakeEngineModel: Sendable {
    static let apiVersion = "1.41"

    struct State {
        var images: [FakeImage] = []
        /// What a pull would fetch.
        var registry: [FakeImage] = []
        var containers: [FakeContainer] = []
        var networks: [JSONValue] = []
        var volumes: [JSONValue] = []
        var events: [JSONValue] = []
        var subscribers: [Int: FakeSubscriber] = [:]
        var counter: UInt64 = 0
        var facts: [String: JSONValue] = [:]
    }

    let state = Mutex(State())
    let processes: AsyncStream<ContainerID>
    let starting: AsyncStream<ContainerID>.Continuation

    /// What the engine calls itself.
    package let id: String

    init(id: String = "FAKE:ENGINE") {
        self.id = id
        (processes, starting) = AsyncStream.makeStream(of: ContainerID.self, bufferingPolicy: .unbounded)
    }

    /// Every container, in the order of creation.
    package var containers: [FakeContainer] { state.withLock { $0.containers } }
    package var images: [FakeImage] { state.withLock { $0.images } }
    package var networkNames: [String] { state.withLock { $0.networks.compactMap { $0["Name"].text } } }
    package var volumeNames: [String] { state.withLock { $0.volumes.compactMap { $0["Name"].text } } }

    /// Lets `GET /info` say something, such as `SystemTime`.
    package func say(_ key: String, _ text: String) { state.withLock { $0.facts[key] = .text(text) } }
    package func say(_ key: String, _ flag: Bool) { state.withLock { $0.facts[key] = .boolean(flag) } }

    package func container(named name: String) -> FakeContainer? {
        containers.first { $0.name == name }
    }

    /// Adds an image under a name with a tag and returns its identifier; `process` runs in its containers.
    @discardableResult
    package func addImage(
        _ name: String,
        command: [String] = ["/server"],
        entrypoint: [String] = [],
        environment: [String] = ["PATH=/usr/bin:/bin"],
        user: String = "",
        labels: [String: String] = [:],
        process: FakeProcess = .idle
    ) -> String {
        state.withLock { state in
            let image = Self.makeImage(name, command, entrypoint, environment, user, labels, process, &state)
            for index in state.images.indices { state.images[index].names.removeAll { $0 == name } }
            state.images.append(image)
            return image.id
        }
    }

    /// Makes an image available to pulls; a name that another one had is this one's now.
    ///
    /// - Parameters:
    ///   - name: `repository:tag`.
    ///   - digest: Of its manifest, by which it can be pulled, too.
    ///   - labels: Of the image.
    ///   - process: What runs in its containers.
    package func addToRegistry(
        _ name: String,
        digest: String? = nil,
        labels: [String: String] = [:],
        process: FakeProcess = .idle
    ) {
        state.withLock { state in
            var image = Self.makeImage(name, ["/server"], [], ["PATH=/usr/bin:/bin"], "", labels, process, &state)
            if let digest {
                let repository = name.split(separator: ":").dropLast().joined(separator: ":")
                image.names += ["\(repository)@\(digest)", "\(name)@\(digest)"]
            }
            for index in state.registry.indices { state.registry[index].names.removeAll { $0 == name } }
            state.registry.append(image)
        }
    }

    /// Ends a running container's process as if it had died on its own.
    package func crash(_ name: String, exitCode: Int = 1, outOfMemory: Bool = false) async {
        await end(name, exitCode: exitCode, outOfMemory: outOfMemory)?.wait()
    }

    /// Changes a container's memory limit, as `docker update` does.
    package func update(_ name: String, memory: Int64) {
        state.withLock { state in
            guard let index = state.containers.firstIndex(where: { $0.name == name }) else { return }
            var host = state.containers[index].host.members
            host["Memory"] = .integer(memory)
            host["MemorySwap"] = .integer(memory)
            state.containers[index].host = .object(host)
        }
    }

    /// Removes a container as somebody else would, whatever its state.
    package func removeBehindTheBack(_ name: String) async {
        await crash(name, exitCode: 137)
        state.withLock { state in
            guard let container = state.containers.first(where: { $0.name == name }) else { return }
            state.remove(container)
        }
    }

    /// Lets an event happen that the model does not cause itself.
    package func emit(kind: String, action: String, subject: String, attributes: [String: String] = [:]) {
        state.withLock { $0.emit(kind: kind, action: action, subject: subject, attributes: attributes) }
    }

    /// Asks the process to end; the signal fires when it has, and is nil if nothing runs.
    func end(_ reference: String, exitCode: Int, outOfMemory: Bool = false) -> Signal? {
        state.withLock { state -> (Signal, Signal)? in
            guard let index = state.indexOfContainer(reference), state.containers[index].status == .running else {
                return nil
            }
            state.containers[index].run?.exitCodeWhenKilled = exitCode
            state.containers[index].run?.isOutOfMemory = outOfMemory
            guard let run = state.containers[index].run else { return nil }
            return (run.killed, state.containers[index].ended)
        }
        .map { killed, ended in
            killed.fire()
            return ended
        }
    }

    private static func makeImage(
        _ name: String,
        _ command: [String],
        _ entrypoint: [String],
        _ environment: [String],
        _ user: String,
        _ labels: [String: String],
        _ process: FakeProcess,
        _ state: inout State
    ) -> FakeImage {
        let configuration: JSONValue = [
            "Cmd": .array(command.map { .text($0) }),
            "Entrypoint": entrypoint.isEmpty ? nil : .array(entrypoint.map { .text($0) }),
            "Env": .array(environment.map { .text($0) }),
            "User": .text(user),
            "WorkingDir": "",
            "Labels": labels.isEmpty ? nil : .object(labels.mapValues { .text($0) }),
        ]
        return FakeImage(
            id: "sha256:\(state.nextIdentifier())",
            names: [name],
            configuration: configuration,
            process: process
        )
    }
}

extension FakeEngineModel.State {
    /// 64 hexadecimal digits that were not used before.
    mutating func nextIdentifier() -> String {
        counter += 1
        var random = SplitMix64(state: counter)
        return (0..<4).map { _ in
            let digits = String(random.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        .joined()
    }

    /// Finds by identifier, its beginning, or name, as the engine does.
    func indexOfContainer(_ reference: String) -> Int? {
        let name = reference.hasPrefix("/") ? String(reference.dropFirst()) : reference
        return containers.firstIndex { $0.id.text == reference || $0.name == name }
            ?? containers.firstIndex { reference.count >= 4 && $0.id.text.hasPrefix(reference) }
    }

    func indexOfImage(_ reference: String) -> Int? {
        let named = reference.contains("@") || reference.split(separator: "/").last?.contains(":") == true
        let name = named ? reference : "\(reference):latest"
        return images.firstIndex { $0.id == reference || $0.names.contains(name) }
    }

    /// Takes a container out and tells everybody who waits for that.
    mutating func remove(_ container: FakeContainer) {
        containers.removeAll { $0.id == container.id }
        for output in container.attachments.values { output.finish() }
        emit(container, "destroy")
        container.removed.fire()
    }
}
