import ModelContextProtocol
import NIOCore
import Telemetry

extension RoutedRequest {
    /// The request as its server gets it: under our id, with the server's own name, and with a token for progress that
    /// is the id.
    func outgoing(id: Int64) -> ByteBuffer {
        let (message, envelope) = (request.message, request.envelope)
        var splicer = MessageSplicer()
        splicer.replace(envelope.id, with: id)
        if let name = route.originalName { splicer.replace(nameRange, with: name) }
        if let call, call.isChanged { replaceSubject(of: call, with: &splicer) }
        if let meta = request.statelessMeta(progressToken: id, traceparent: span?.context?.traceparent) {
            splicer.replace(meta.range, with: meta.bytes)
            remove(["inputResponses", "requestState"], &splicer)
        } else {
            splicer.replace(envelope.requestedProgressToken, with: id)
            span?.insert(into: &splicer, params: envelope.params)
        }
        var outgoing = splicer.applied(to: message)
        if envelope.hasLineBreaks { outgoing.joinLines() }
        return outgoing
    }

    /// The request as a server without handshakes gets it: it describes itself.
    func described(id: Int64) -> ByteBuffer {
        let (message, envelope) = (request.message, request.envelope)
        var splicer = MessageSplicer()
        splicer.replace(envelope.id, with: id)
        let meta = request.describedMeta(progressToken: id, traceparent: span?.context?.traceparent)
        var added = course.inputs.map { ByteBuffer(string: $0 + ",") } ?? ByteBuffer()
        if envelope.meta == nil {
            added.writeString(#""_meta":"#)
            added.writeImmutableBuffer(meta)
            added.writeString(",")
        }
        if let params = envelope.params, added.readableBytes > 0 {
            // Parameters that are routed by are never empty.
            splicer.replace((params.lowerBound + 1)..<(params.lowerBound + 1), with: added)
        }
        splicer.replace(envelope.meta, with: meta)
        if let name = route.originalName { splicer.replace(nameRange, with: name) }
        if let call, call.isChanged { replaceSubject(of: call, with: &splicer) }
        if let reopened = request.reopened { replaceState(with: reopened.state, &splicer) }
        var outgoing = splicer.applied(to: message)
        if envelope.hasLineBreaks { outgoing.joinLines() }
        return outgoing
    }

    /// The server gets its own state back instead of the sealed one.
    private func replaceState(with state: ByteBuffer?, _ splicer: inout MessageSplicer) {
        if let state { return splicer.replace(request.range(of: ["params", "requestState"]), with: state) }
        remove(["requestState"], &splicer)
    }

    /// Leaves out parameters that the server does not know.
    private func remove(_ names: Set<String>, _ splicer: inout MessageSplicer) {
        guard let params = request.envelope.params, let text = try? JSONText(request.message.piece(params)) else {
            return
        }
        for range in text.wholeRanges(of: names) {
            let place = (params.lowerBound + range.lowerBound)..<(params.lowerBound + range.upperBound)
            splicer.replace(place, with: ByteBuffer())
        }
    }

    /// Puts what interceptors made of the arguments in their place.
    private func replaceSubject(of call: InterceptedCall, with splicer: inout MessageSplicer) {
        if let range = call.subjectRange { return splicer.replace(range, with: call.subject) }
        guard let params = request.envelope.params else { return }
        var member = ByteBuffer(string: #""arguments":"#)
        member.writeImmutableBuffer(call.subject)
        member.writeString(",")
        // A tool's or prompt's parameters are never empty: they have its name.
        splicer.replace((params.lowerBound + 1)..<(params.lowerBound + 1), with: member)
    }

    /// Where the name stands that the server knows by another.
    private var nameRange: Range<Int>? {
        switch destination {
        case .tool, .prompt: request.envelope.name
        case .resource: request.envelope.uri
        case .completionOfPrompt: request.range(of: ["params", "ref", "name"])
        case .completionOfTemplate: request.range(of: ["params", "ref", "uri"])
        }
    }
}
