import Logging
import ModelContextProtocol
import NIOCore
import Spec

/// What a server did wrong in its handshake; the sentence follows its name.
struct HandshakeFault: Error, Hashable, Sendable {
    let sentence: String
}

extension BackendConnection {
    /// Bounds of what is read of one of a server's lists.
    private enum ListLimits {
        static let pages = 500
        static let items = 20_000
        static let bytes = 64 << 20
    }

    /// Completes the handshake (specification 2025-11-25, basic/lifecycle) and lists what the server offers.
    ///
    /// - Parameters:
    ///   - version: The program's version, which the server is told.
    ///   - questions: What the server may ask of its client.
    ///   - limit: For all of it.
    /// - Returns: The entries of every list's every page.
    /// - Throws: ``HandshakeFault`` or ``BackendFailure``.
    func begin(as version: String, allowing questions: Questions, within limit: Duration) async throws -> Offering {
        let deadline = ContinuousClock.now + limit
        var offering = try await handshake(as: version, allowing: questions, by: deadline, limit)
        for kind in offering.kinds { offering.lists[kind] = try await firstList(of: kind, by: deadline, limit) }
        return offering
    }

    /// Completes the handshake only: a copy of a server that was listed offers what that does.
    ///
    /// - Throws: ``HandshakeFault`` or ``BackendFailure``.
    func beginUnlisted(as version: String, allowing questions: Questions, within limit: Duration) async throws {
        _ = try await handshake(as: version, allowing: questions, by: .now + limit, limit)
    }

    private func handshake(
        as version: String,
        allowing questions: Questions,
        by deadline: ContinuousClock.Instant,
        _ limit: Duration
    ) async throws -> Offering {
        let params =
            #"{"protocolVersion":"\#(ProtocolVersion.latest.rawValue)","capabilities":\#(questions.capabilities),"#
            + #""clientInfo":{"name":"mcp-reconcile","version":\#(JSONString.quoting(version))}}"#
        let result = try await result(of: MCPMethod.initialize.rawValue, params: params, by: deadline, limit)
        guard let revision = result["protocolVersion"]?.string else {
            throw HandshakeFault(sentence: "answered 'initialize' without a protocol version")
        }
        guard ProtocolVersion(rawValue: revision) != nil else {
            let text = UntrustedText.escaping(String(revision.prefix(40)))
            throw HandshakeFault(sentence: "speaks the protocol revision '\(text)', which is unknown here")
        }
        write(Message.notification(MCPMethod.initialized.rawValue))
        return Offering(handshake: result)
    }

    /// A server without tools serves nothing; other lists may fail without harm to them.
    private func firstList(
        of kind: ListKind,
        by deadline: ContinuousClock.Instant,
        _ limit: Duration
    ) async throws -> [ListedItem] {
        do {
            return try await list(kind, by: deadline, limit)
        } catch let fault as HandshakeFault where kind != .tools {
            // Many servers declare resources and know no templates.
            logger.debug("a list is not served", metadata: ["mcp.list": "\(kind)", "reason": "\(fault.sentence)"])
            return []
        }
    }

    /// Lists one kind again.
    func list(_ kind: ListKind, within limit: Duration) async throws -> [ListedItem] {
        try await list(kind, by: .now + limit, limit)
    }

    /// Walks every page, within bounds: a server cannot hold the gateway with pages that never end.
    private func list(
        _ kind: ListKind,
        by deadline: ContinuousClock.Instant,
        _ limit: Duration
    ) async throws -> [ListedItem] {
        var (items, names, bytes): ([ListedItem], Set<String>, Int) = ([], [], 0)
        var params: String?
        for _ in 0..<ListLimits.pages {
            let method = kind.method.rawValue
            let result = try await result(of: method, params: params, by: deadline, limit)
            guard let page = try? ListPage(result.bytes, result: 0..<result.bytes.readableBytes, of: kind) else {
                throw HandshakeFault(sentence: "answered '\(method)' without a list of \(kind.rawValue)")
            }
            bytes += result.bytes.readableBytes
            for item in page.items {
                if names.insert(item.name).inserted {
                    items.append(item)
                } else {
                    withhold(kind, item.name, "it is listed twice")
                }
            }
            for entry in page.invalid { withhold(kind, entry.name ?? "", entry.problem) }
            guard let cursor = page.nextCursor else { return items }
            guard items.count < ListLimits.items, bytes < ListLimits.bytes else { break }
            params = #"{"cursor":\#(cursor.text(at: 0..<cursor.readableBytes))}"#
        }
        let metadata: Logger.Metadata = ["mcp.list": "\(kind)"]
        logger.warning("a server's list is too long, and only its beginning is served", metadata: metadata)
        return Array(items.prefix(ListLimits.items))
    }

    private func withhold(_ kind: ListKind, _ name: String, _ reason: String) {
        let name = UntrustedText.escaping(String(name.prefix(100)))
        let metadata: Logger.Metadata = ["mcp.\(kind.noun)": "\(name)", "reason": "\(reason)"]
        logger.warning("an entry of a list is withheld", metadata: metadata)
    }

    /// Sends a request of the gateway's own and waits for its result.
    private func result(
        of method: String,
        params: String?,
        by deadline: ContinuousClock.Instant,
        _ limit: Duration
    ) async throws -> JSONText {
        try Task.checkCancellation()
        let remaining = max(.zero, deadline - .now)
        switch await answer(to: method, params: params, within: remaining) {
        case .failed(.timedOut): throw BackendFailure.timedOut(after: limit)
        case .failed(let failure): throw failure
        case .response(let message, let envelope):
            if let result = envelope.result { return try JSONText(message.piece(result)) }
            throw HandshakeFault(sentence: "answered '\(method)' with an error: \(Self.text(of: message, envelope))")
        }
    }

    /// Cancelling the task gives the request up.
    private func answer(
        to method: String,
        params: String?,
        within limit: Duration
    ) async -> PendingRequests.Answer {
        let sent = Sent()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let id = send(timeout: limit, isCancellable: method != MCPMethod.initialize.rawValue) { id in
                    Message.request(method, id: id, params: params)
                } completion: { answer in
                    continuation.resume(returning: answer)
                }
                id.map(sent.note)
                if Task.isCancelled { sent.id.map { cancel($0, reason: "no longer needed") } }
            }
        } onCancel: {
            sent.id.map { cancel($0, reason: "no longer needed") }
        }
    }

    private static func text(of message: ByteBuffer, _ envelope: Envelope) -> String {
        let error = envelope.error.flatMap { try? JSONText(message.piece($0)) }
        return UntrustedText.escaping(String((error?["message"]?.string ?? "without a message").prefix(200)))
    }
}
