import ModelContextProtocol
import NIOCore
import NIOHTTP1
import Synchronization

// Requests that stand for themselves (specification 2026-07-28, basic/transports).

extension StreamableLink {
    func exchange(_ message: ByteBuffer, _ envelope: Envelope) {
        guard let id = envelope.id.flatMap({ message.integer(at: $0) }) else { return }
        state.withLock { $0.exchanges[id] = .some(nil) }
        let task = tasks.run { [self] in
            await exchange(message, envelope, id)
            state.withLock { $0.exchanges[id] = nil }
        }
        let isCancelled = state.withLock { state in
            guard let task, state.exchanges[id] != nil else { return task != nil }
            state.exchanges[id] = task
            return false
        }
        if isCancelled, let task { tasks.cancel(task) }
    }

    /// Closing the answer takes a request back, and nothing else does; false for one that is not under way.
    func takeBack(_ message: ByteBuffer, _ envelope: Envelope) -> Bool {
        guard let id = envelope.requestID.flatMap({ message.integer(at: $0) }) else { return false }
        let (isKnown, task) = state.withLock { state in
            let task = state.exchanges.removeValue(forKey: id)
            return (task != nil, task ?? nil)
        }
        if let task { tasks.cancel(task) }
        return isKnown
    }

    private func exchange(_ message: ByteBuffer, _ envelope: Envelope, _ id: Int64) async {
        do {
            let limit = envelope.knownMethod == .subscriptionsListen ? Self.streamLimit : requestLimit
            let response = try await post(message, headers(of: message, envelope), within: limit)
            guard response.isSuccess, response.isEventStream else {
                guard let answer = try await response.answer(to: message, envelope) else {
                    throw RemoteFailure.noMessage
                }
                return receiver.receive(answer)
            }
            var reader = EventStreamReader()
            let own = envelope.id.map { message.piece($0) }
            guard try await read(response, with: &reader, until: own, { receiver.receive($0, answering: id) }) else {
                throw RemoteFailure.endedEarly
            }
        } catch {
            fail(message, error)
        }
    }

    private func headers(of message: ByteBuffer, _ envelope: Envelope) -> HTTPHeaders {
        let parameters = envelope.knownMethod == .toolsCall ? state.withLock { $0.parameters } : [:]
        var headers = HTTPHeaders()
        for (name, value) in StatelessHeaders(message, envelope, parameters).fields {
            headers.add(name: name, value: value)
        }
        return headers
    }
}
