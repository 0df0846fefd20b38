extension EngineClient {
    /// Containers that fulfil every label condition and have one of the names.
    ///
    /// Names are exact and have no slash; an empty list places no condition.
    package func listContainers(
        labels: [LabelSelector] = [],
        names: [String] = [],
        scope: ContainerScope = .all
    ) async throws(EngineError) -> [ContainerSummary] {
        var filters = EngineFilters()
        filters.add("label", labels.map(\.text))
        filters.add("name", names.map(EngineFilters.exactName))
        var request = EngineRequest.get("/containers/json", doing: "list containers")
        if scope == .all { request.query.append(("all", "true")) }
        try filters.append(to: &request)
        return try await sendAndDecode(request)
    }

    /// Everything about one container.
    ///
    /// - Throws: ``EngineError`` with code `notFound`, among others.
    package func inspect(_ container: ContainerID) async throws(EngineError) -> ContainerInspection {
        try await sendAndDecode(.get(path(container, "/json"), doing: "inspect container \(container)"))
    }

    /// Everything about the container that has this name now.
    package func inspect(named name: String) async throws(EngineError) -> ContainerInspection {
        let segment = PercentEncoding.everything.encode(name)
        return try await sendAndDecode(
            .get("/containers/\(segment)/json", doing: "inspect container \(EscapedText(name))")
        )
    }

    /// Creates a container; it is not started.
    ///
    /// - Throws: ``EngineError``; `conflict` if the name is taken, `notFound` if the image is missing.
    package func create(
        named name: String,
        _ configuration: ContainerConfiguration
    ) async throws(EngineError) -> ContainerID {
        struct Created: Decodable {
            var id: ContainerID

            enum CodingKeys: String, CodingKey {
                case id = "Id"
            }
        }
        let request = EngineRequest.post(
            "/containers/create",
            query: [("name", name)],
            doing: "create container \(EscapedText(name))",
            deadline: limits.create
        )
        return try await sendAndDecode(request.with(json: configuration), as: Created.self).id
    }

    /// Gives a container another name, whatever it does meanwhile.
    ///
    /// - Throws: ``EngineError``; `conflict` if another container has the name. What is said of a container that has it
    ///   already differs from engine to engine.
    package func rename(_ container: ContainerID, to name: String) async throws(EngineError) {
        try await send(
            .post(
                path(container, "/rename"),
                query: [("name", name)],
                doing: "rename container \(container) to \(EscapedText(name))"
            )
        )
    }

    /// Starts a container; one that runs stays as it is.
    package func start(_ container: ContainerID) async throws(EngineError) {
        try await send(.post(path(container, "/start"), doing: "start container \(container)"))
    }

    /// Stops a container: SIGTERM, and SIGKILL once `grace` has passed.
    ///
    /// One that does not run stays as it is. The grace is rounded up to whole seconds: the API cannot say less.
    package func stop(_ container: ContainerID, grace: Duration) async throws(EngineError) {
        let seconds = max(0, grace.components.seconds + (grace.components.attoseconds > 0 ? 1 : 0))
        try await send(
            .post(
                path(container, "/stop"),
                query: [("t", String(seconds))],
                doing: "stop container \(container)",
                deadline: .seconds(seconds) + limits.call
            )
        )
    }

    /// Sends a signal to a container's first process.
    ///
    /// - Throws: ``EngineError``; `conflict` if the container does not run.
    package func kill(_ container: ContainerID, signal: String = "SIGKILL") async throws(EngineError) {
        try await send(
            .post(path(container, "/kill"), query: [("signal", signal)], doing: "kill container \(container)")
        )
    }

    /// Removes a container and the volumes without a name that were made for it; named volumes stay.
    ///
    /// - Throws: ``EngineError``; `conflict` if it runs and is not killed first, or if another removal is under way.
    package func remove(_ container: ContainerID, _ mode: RemovalMode = .stoppedOnly) async throws(EngineError) {
        try await send(
            .delete(
                path(container, ""),
                query: [("force", String(mode == .killing)), ("v", "true")],
                doing: "remove container \(container)"
            )
        )
    }

    /// Waits until a container's process has ended, and tells how it did.
    ///
    /// - Throws: ``EngineError``; `timedOut` when the deadline has passed.
    package func wait(
        _ container: ContainerID,
        until condition: WaitCondition = .notRunning,
        deadline: Duration
    ) async throws(EngineError) -> ContainerExit {
        let request = EngineRequest.post(
            path(container, "/wait"),
            query: [("condition", condition.rawValue)],
            doing: "wait for container \(container)",
            deadline: deadline
        )
        let ended = try await sendAndDecode(request, as: WaitResult.self)
        return ContainerExit(
            code: ended.code,
            isOutOfMemory: try await ranOutOfMemory(container),
            error: ended.error?.message.map { EscapedText($0).description }
        )
    }

    /// False for a container that is gone already: nobody knows any more.
    private func ranOutOfMemory(_ container: ContainerID) async throws(EngineError) -> Bool {
        do {
            return try await inspect(container).state.isOutOfMemory
        } catch {
            guard error.code == .notFound else { throw error }
            return false
        }
    }

    func path(_ container: ContainerID, _ action: String) -> String {
        "/containers/\(PercentEncoding.everything.encode(container.text))\(action)"
    }
}

/// Which containers a list has.
package enum ContainerScope: Hashable, Sendable {
    case all, runningOnly
}

/// What becomes of a container that still runs when it shall be removed.
package enum RemovalMode: Hashable, Sendable {
    /// It stays, and the removal fails with `conflict`.
    case stoppedOnly
    /// It is killed first.
    case killing
}

/// The answer of `POST /containers/{id}/wait`.
private struct WaitResult: Decodable {
    struct Failure: Decodable {
        var message: String?

        enum CodingKeys: String, CodingKey {
            case message = "Message"
        }
    }

    var code: Int
    var error: Failure?

    enum CodingKeys: String, CodingKey {
        case code = "StatusCode"
        case error = "Error"
    }
}
