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

    /// Agrees with the server on how to speak, and lists what the server offers.
    ///
    /// - Parameters:
    ///   - version: The program's version, which the server is told.
    ///   - questions: What the server may ask of its client.
    ///   - greeting: In which eras.
    ///   - limit: For all of it.
    /// - Returns: The entries of every list's every page.
    /// - Throws: ``HandshakeFault`` or ``BackendFailure``.
    func begin(
        as version: String,
        allowing questions: Questions,
        greeting: Greeting = Greeting(),
        within limit: Duration
    ) async throws -> Offering {
        let deadline = ContinuousClock.now + limit
        var offering = try await greet(greeting, as: version, allowing: questions, by: deadline, limit)
        for kind in offering.kinds {
            let listing = try await firstList(of: kind, by: deadline, limit)
            (offering.lists[kind], offering.hints[kind]) = (listing.items, listing.hint)
            offering.repeated[kind] = listing.repeated.isEmpty ? nil : listing.repeated
        }
        return offering
    }

    /// Agrees on how to speak only: a copy of a server that was listed offers what that does.
    ///
    /// - Throws: ``HandshakeFault`` or ``BackendFailure``.
    func beginUnlisted(
        as version: String,
        allowing questions: Questions,
        greeting: Greeting = Greeting(),
        within limit: Duration
    ) async throws {
        _ = try await greet(greeting, as: version, allowing: questions, by: .now + limit, limit)
    }

    static func implementation(_ version: String) -> String {
        #"{"name":"mcp-reconcile","version":\#(JSONString.quoting(version))}"#
    }

    static func unknown(_ revisions: [String]) -> HandshakeFault {
        guard !revisions.isEmpty else {
            return HandshakeFault(sentence: "does not say which protocol revisions it speaks")
        }
        let texts = revisions.prefix(5).map { "'\(UntrustedText.escaping(String($0.prefix(40))))'" }
        let text = texts.joined(separator: ", ")
        return HandshakeFault(sentence: "speaks the protocol revision \(text), which is unknown here")
    }

    /// A server without tools serves nothing; other lists may fail without harm to them.
    private func firstList(
        of kind: ListKind,
        by deadline: ContinuousClock.Instant,
        _ limit: Duration
    ) async throws -> Listing {
        do {
            return try await list(kind, by: deadline, limit)
        } catch let fault as HandshakeFault where kind != .tools {
            // Many servers declare resources and know no templates.
            logger.debug("a list is not served", metadata: ["mcp.list": "\(kind)", "reason": "\(fault.sentence)"])
            return Listing()
        }
    }

    /// Lists one kind again.
    func list(_ kind: ListKind, within limit: Duration) async throws -> Listing {
        try await list(kind, by: .now + limit, limit)
    }

    /// Every page of one of a server's lists.
    struct Listing {
        var items: [ListedItem] = []
        var hint = CacheHint.none
        /// Names that are listed more than once; the first of each is among the items.
        var repeated: Set<String> = []
    }

    /// Walks every page, within bounds: a server cannot hold the gateway with pages that never end.
    private func list(
        _ kind: ListKind,
        by deadline: ContinuousClock.Instant,
        _ limit: Duration
    ) async throws -> Listing {
        var listing = try await pages(of: kind, by: deadline, limit)
        if kind == .tools, isStateless, hasHeaders { listing.items = callableWithHeaders(listing.items) }
        return listing
    }

    /// The tools whose annotations for headers are as they must be; others could be called by nobody over HTTP
    /// (specification 2026-07-28, basic/transports, custom headers).
    private func callableWithHeaders(_ tools: [ListedItem]) -> [ListedItem] {
        var known: [String: HeaderParameters] = [:]
        let callable = tools.filter { tool in
            do throws(HeaderParameters.Invalid) {
                let parameters = try HeaderParameters(inputSchema: tool.inputSchema ?? ByteBuffer())
                if !parameters.isEmpty { known[tool.name] = parameters }
                return true
            } catch {
                withhold(.tools, tool.name, error.problem)
                return false
            }
        }
        note(known)
        return callable
    }

    private func pages(
        of kind: ListKind,
        by deadline: ContinuousClock.Instant,
        _ limit: Duration
    ) async throws -> Listing {
        var (items, names, bytes): ([ListedItem], Set<String>, Int) = ([], [], 0)
        var (params, hint): (String?, CacheHint?) = (nil, nil)
        var repeated: Set<String> = []
        for _ in 0..<ListLimits.pages {
            let method = kind.method.rawValue
            let result = try await result(of: kind.method, params: params, by: deadline, limit)
            guard let page = try? ListPage(result.bytes, result: 0..<result.bytes.readableBytes, of: kind) else {
                throw HandshakeFault(sentence: "answered '\(method)' without a list of \(kind.rawValue)")
            }
            bytes += result.bytes.readableBytes
            hint = hint.map { $0.merged(with: CacheHint(result)) } ?? CacheHint(result)
            for item in page.items {
                if names.insert(item.name).inserted {
                    items.append(item)
                } else {
                    repeated.insert(item.name)
                    withhold(kind, item.name, "it is listed twice")
                }
            }
            for entry in page.invalid { withhold(kind, entry.name ?? "", entry.problem) }
            guard let cursor = page.nextCursor else {
                return Listing(items: items, hint: hint ?? .none, repeated: repeated)
            }
            guard items.count < ListLimits.items, bytes < ListLimits.bytes else { break }
            params = #""cursor":\#(cursor.text(at: 0..<cursor.readableBytes))"#
        }
        let metadata: Logger.Metadata = ["mcp.list": "\(kind)"]
        logger.warning("a server's list is too long, and only its beginning is served", metadata: metadata)
        return Listing(items: Array(items.prefix(ListLimits.items)), hint: hint ?? .none, repeated: repeated)
    }

    private func withhold(_ kind: ListKind, _ name: String, _ reason: String) {
        let name = UntrustedText.escaping(String(name.prefix(100)))
        let metadata: Logger.Metadata = ["mcp.\(kind.noun)": "\(name)", "reason": "\(reason)"]
        logger.warning("an entry of a list is withheld", metadata: metadata)
    }

    /// Sends a request of the gateway's own and waits for its result; `params` are the members of its parameters.
    func result(
        of method: MCPMethod,
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
            throw HandshakeFault(
                sentence: "answered '\(method.rawValue)' with an error: \(Self.text(of: message, envelope))"
            )
        }
    }

    /// Cancelling the task gives the request up.
    private func answer(
        to method: MCPMethod,
        params: String?,
        within limit: Duration
    ) async -> PendingRequests.Answer {
        let sent = Sent()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let id = send(timeout: limit, isCancellable: method != .initialize && method != .discover) { id in
                    request(method, id: id, params: params)
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
