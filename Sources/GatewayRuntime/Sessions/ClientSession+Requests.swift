import ModelContextProtocol
import NIOCore
import Synchronization

extension ClientSession {
    /// Characters of a client's name that are kept.
    private static let maximumName = 128

    /// Answers a request, or has it answered.
    func handle(_ request: ClientRequest) {
        guard request.hasNamedParameters else {
            return request.finish(Message.error(.invalidParams, "'params' is no object", id: request.id))
        }
        guard !request.isStateless else { return handleStateless(request) }
        switch request.envelope.knownMethod {
        case .initialize: initialize(request)
        case .ping: request.finish(Message.result("{}", id: request.id))
        case .discover, .subscriptionsListen: Self.refuseMethod(of: request)
        case .resourcesSubscribe: if accept(request) { subscribe(request) }
        case .resourcesUnsubscribe: if accept(request) { unsubscribe(request) }
        case .setLevel: if accept(request) { setLevel(request) }
        default: handleInEitherEra(request)
        }
    }

    /// Answers what is asked in the same words with and without a handshake.
    func handleInEitherEra(_ request: ClientRequest) {
        switch request.envelope.knownMethod {
        case .toolsCall: callByName(request) { .tool($0) }
        case .promptsGet: callByName(request) { .prompt($0) }
        case .resourcesRead:
            guard accept(request) else { return }
            guard let uri = request.string(at: request.envelope.uri) else {
                return Self.refuse(request, missing: "uri")
            }
            forward(request, to: .resource(uri))
        case .complete: if accept(request) { complete(request) }
        case .toolsList: if accept(request) { list(request, .tools) }
        case .promptsList: if accept(request) { list(request, .prompts) }
        case .resourcesList: if accept(request) { list(request, .resources) }
        case .resourceTemplatesList: if accept(request) { list(request, .resourceTemplates) }
        default: Self.refuseMethod(of: request)
        }
    }

    private func callByName(_ request: ClientRequest, _ destination: (String) -> Destination) {
        guard accept(request) else { return }
        guard let name = request.string(at: request.envelope.name) else { return Self.refuse(request, missing: "name") }
        forward(request, to: destination(name))
    }

    static func refuseMethod(of request: ClientRequest) {
        request.finish(Message.error(.methodNotFound, "the gateway offers no such method", id: request.id))
    }

    static func refuse(_ request: ClientRequest, missing member: String) {
        request.finish(Message.error(.invalidParams, "'\(member)' is missing or no string", id: request.id))
    }

    /// Takes a request in that is answered later; a refused one is answered here.
    func accept(_ request: ClientRequest) -> Bool {
        let problem = state.withLock { state -> String? in
            guard state.version != nil || request.isStateless else { return "the first request must be 'initialize'" }
            guard !state.isClosed else { return "the session has ended" }
            guard state.requests.count < Self.maximumRequests else { return "too many requests are under way" }
            guard let earlier = state.requests.updateValue(request, forKey: request.id) else { return nil }
            state.requests[request.id] = earlier
            return "a request with this id is under way"
        }
        guard let problem else { return true }
        request.finish(Message.error(.invalidRequest, problem, id: request.id))
        return false
    }

    private func initialize(_ request: ClientRequest) {
        let params = request.envelope.params.flatMap { try? JSONText(request.message.piece($0)) }
        guard let wanted = params?["protocolVersion"]?.string else {
            return Self.refuse(request, missing: "protocolVersion")
        }
        let version = ProtocolVersion.negotiated(for: wanted)
        state.withLock { state in
            state.version = version
            state.capabilities = params?["capabilities"]
            state.askable = AskableCapabilities(params?["capabilities"], version: version)
            state.clientName = params?["clientInfo"]?["name"]?.string.map { String($0.prefix(Self.maximumName)) }
        }
        let result =
            #"{"protocolVersion":"\#(version.rawValue)","capabilities":\#(GatewayCapabilities.withHandshake),"#
            + #""serverInfo":\#(gateway.implementation)\#(gateway.instructionsMember)}"#
        let clientVersion = params?["clientInfo"]?["version"]?.string
        for observer in gateway.observers { observer.initialized(client: clientName, version: clientVersion) }
        request.finish(Message.result(result, id: request.id))
    }

    /// Waits until it is known what servers list or they have had their time, then says what is there.
    private func list(_ request: ClientRequest, _ kind: ListKind) {
        gateway.whenListed { [weak self, gateway] in
            let client = self?.state.withLock { state in
                state.listed.insert(kind)
                return state.clientName
            }
            for observer in gateway.observers { observer.listed(kind, client: client) }
            // Some clients write null where they have none.
            let cursor = request.envelope.cursor.flatMap { range in
                request.message.equals(range, "null") ? nil : request.message.string(at: range) ?? ""
            }
            guard let page = gateway.table.page(of: kind, at: cursor, forHandshake: !request.isStateless) else {
                let text = "the cursor is not, or no longer, one of this gateway's"
                return request.finish(Message.error(.invalidParams, text, id: request.id))
            }
            request.finish(result: page, caching: gateway.table.hint(of: kind))
        }
    }

    /// Completes a prompt's argument or a template's variable (specification 2025-11-25, server/utilities/completion).
    private func complete(_ request: ClientRequest) {
        let params = request.envelope.params.flatMap { try? JSONText(request.message.piece($0)) }
        let ref = params?["ref"]
        let destination: Destination? =
            switch ref?["type"]?.string {
            case "ref/prompt": ref?["name"]?.string.map(Destination.completionOfPrompt)
            case "ref/resource": ref?["uri"]?.string.map(Destination.completionOfTemplate)
            default: nil
            }
        guard let destination else { return Self.refuse(request, missing: "ref") }
        guard let route = destination.routes(in: gateway.table)?.best, !route.backend.offering.hasCompletions else {
            return forward(request, to: destination)
        }
        request.finish(result: ByteBuffer(string: #"{"completion":{"values":[],"total":0,"hasMore":false}}"#))
    }

    private func setLevel(_ request: ClientRequest) {
        let params = request.envelope.params.flatMap { try? JSONText(request.message.piece($0)) }
        guard let level = params?["level"]?.string.flatMap(LogLevel.init) else {
            let known = LogLevel.allCases.map(\.rawValue).joined(separator: ", ")
            let text = "'level' is none of \(known)"
            return request.finish(Message.error(.invalidParams, text, id: request.id))
        }
        state.withLock { $0.logLevel = level }
        gateway.logLevelChanged()
        request.finish(Message.result("{}", id: request.id))
    }
}

extension ClientRequest {
    /// The string that stands at a range of the message; nil if it is none.
    func string(at range: Range<Int>?) -> String? { range.flatMap { message.string(at: $0) } }
}
