import ContainerEngine
import Synchronization

extension FakeEngineModel {
    func carryOutOnContainers(_ request: FakeRequest, _ segments: [String]) async -> FakeOutcome {
        switch (request.method, segments.first, segments.dropFirst().first) {
        case ("GET", "json"?, nil): return .answer(listContainers(request))
        case ("POST", "create"?, nil): return .answer(create(request))
        case ("GET", let reference?, "json"?):
            return .answer(on(reference) { state, index in .json(state.containers[index].inspection) })
        case ("POST", let reference?, "start"?): return .answer(on(reference, start))
        case ("POST", let reference?, "rename"?): return .answer(rename(request, reference))
        case ("POST", let reference?, "stop"?):
            return .answer(await end(reference, exitCode: 143, otherwise: .notModified))
        case ("POST", let reference?, "kill"?):
            let refusal = FakeAnswer.failure(409, "Cannot kill container: \(reference): it is not running")
            return .answer(await end(reference, exitCode: 137, otherwise: refusal))
        case ("POST", let reference?, "wait"?): return .answer(await wait(request, reference))
        case ("POST", let reference?, "attach"?): return attach(reference)
        case ("DELETE", let reference?, nil): return .answer(await remove(request, reference))
        default: return .answer(.failure(404, "page not found"))
        }
    }

    /// Runs `body` on the container, or answers 404.
    private func on(_ reference: String, _ body: (inout State, Int) -> FakeAnswer) -> FakeAnswer {
        state.withLock { state in
            guard let index = state.indexOfContainer(reference) else { return Self.noSuchContainer(reference) }
            return body(&state, index)
        }
    }

    private static func noSuchContainer(_ reference: String) -> FakeAnswer {
        .failure(404, "No such container: \(reference)")
    }

    private func listContainers(_ request: FakeRequest) -> FakeAnswer {
        let filters = FakeFilters(request)
        let all = ["1", "true"].contains(request.query["all"])
        let rows = containers.reversed().filter { container in
            (all || container.status == .running) && filters.matches(labels: container.labels)
                && filters.matches(name: container.name)
        }
        return .json(.array(rows.map(\.summary)))
    }

    private func create(_ request: FakeRequest) -> FakeAnswer {
        state.withLock { state in
            let wanted = request.body["Image"].text ?? ""
            guard let image = state.indexOfImage(wanted).map({ state.images[$0] }) else {
                return .failure(404, "No such image: \(wanted)")
            }
            let id = state.nextIdentifier()
            let name = request.query["name"] ?? "random_\(id.prefix(8))"
            if let holder = state.containers.first(where: { $0.name == name }) {
                let text =
                    "Conflict. The container name \"/\(name)\" is already in use by container \"\(holder.id.text)\"."
                return .failure(409, text)
            }
            let container = FakeContainer(
                id: ContainerID(id),
                name: name,
                image: wanted,
                imageID: image.id,
                configuration: FakeMerging.configuration(request.body, image.configuration),
                host: FakeMerging.host(request.body["HostConfig"]),
                process: image.process
            )
            state.containers.append(container)
            state.emit(container, "create")
            return .json(["Id": .text(id), "Warnings": []], status: 201)
        }
    }

    /// Docker's answers: 400 for the name that it has, 409 for one that another container has.
    private func rename(_ request: FakeRequest, _ reference: String) -> FakeAnswer {
        let name = request.query["name"] ?? ""
        return on(reference) { state, index in
            guard state.containers[index].name != name, !name.isEmpty else {
                return .failure(400, "Renaming a container with the same name as its current name")
            }
            if let holder = state.containers.first(where: { $0.name == name }) {
                return .failure(409, "Conflict. The container name \"/\(name)\" is already in use by \(holder.id.text)")
            }
            state.containers[index].name = name
            state.emit(state.containers[index], "rename")
            return .noContent
        }
    }

    private func start(_ state: inout State, _ index: Int) -> FakeAnswer {
        guard state.containers[index].status != .running else { return .notModified }
        state.containers[index].status = .running
        state.containers[index].exitCode = 0
        state.containers[index].isOutOfMemory = false
        state.containers[index].starts += 1
        state.containers[index].run = FakeRun()
        state.emit(state.containers[index], "start")
        starting.yield(state.containers[index].id)
        return .noContent
    }

    private func end(_ reference: String, exitCode: Int, otherwise: FakeAnswer) async -> FakeAnswer {
        guard on(reference, { _, _ in .noContent }) == .noContent else { return Self.noSuchContainer(reference) }
        guard let ended = end(reference, exitCode: exitCode) else { return otherwise }
        await ended.wait()
        return .noContent
    }

    private func wait(_ request: FakeRequest, _ reference: String) async -> FakeAnswer {
        let found = state.withLock { state in state.indexOfContainer(reference).map { state.containers[$0] } }
        guard let found else { return Self.noSuchContainer(reference) }
        switch request.query["condition"] ?? "not-running" {
        case "removed": await found.removed.wait()
        case "next-exit": await found.ended.wait()
        default: if found.status == .running { await found.ended.wait() }
        }
        let now = containers.first { $0.id == found.id } ?? found
        return .json(["StatusCode": .integer(Int64(now.exitCode)), "Error": nil])
    }

    /// As the engine does, a failure of an attach is plain text.
    private func attach(_ reference: String) -> FakeOutcome {
        state.withLock { state in
            guard let index = state.indexOfContainer(reference) else {
                return .answer(FakeAnswer(status: 404, body: "No such container: \(reference)\r\n"))
            }
            return .attached(attach(index, in: &state))
        }
    }

    private func remove(_ request: FakeRequest, _ reference: String) async -> FakeAnswer {
        if request.query["force"] == "true" { await end(reference, exitCode: 137)?.wait() }
        return on(reference) { state, index in
            let container = state.containers[index]
            guard container.status != .running else {
                return .failure(409, "You cannot remove a running container \(container.id.text).")
            }
            state.remove(container)
            return .noContent
        }
    }
}
