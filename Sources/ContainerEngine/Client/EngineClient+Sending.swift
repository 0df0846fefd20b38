import AsyncHTTPClient
import FoundationEssentials
import Logging
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// A whole answer.
struct EngineAnswer: Sendable {
    var status: Int
    var apiVersion: String?
    var body: ByteBuffer
}

extension EngineClient {
    /// Sends a request and decodes the JSON of its answer.
    func sendAndDecode<Value: Decodable>(
        _ request: EngineRequest,
        as type: Value.Type = Value.self
    ) async throws(EngineError) -> Value {
        let answer = try await exchange(request)
        return try decode(type, from: answer.body, doing: request.doing)
    }

    /// Sends a request whose answer says nothing but that it was done, or that it had been done before (304).
    func send(_ request: EngineRequest) async throws(EngineError) {
        _ = try await exchange(request)
    }

    func decode<Value: Decodable>(
        _ type: Value.Type,
        from body: ByteBuffer,
        doing: String
    ) throws(EngineError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: body)
        } catch {
            throw EngineError(transport: error, doing: doing, endpoint: endpoint)
        }
    }

    /// Sends a request and collects its answer.
    ///
    /// - Throws: ``EngineError``, also for every status of 400 or more.
    func exchange(_ request: EngineRequest) async throws(EngineError) -> EngineAnswer {
        let version = try await apiVersion()
        return try await exchange(request, version: version)
    }

    /// Sends a request under the given version of the API, or under none.
    func exchange(_ request: EngineRequest, version: APIVersion?) async throws(EngineError) -> EngineAnswer {
        let limit = request.deadline ?? limits.call
        do {
            return try await withDeadline(limit) {
                let response = try await self.respond(to: request, version: version, within: limit)
                let body = try await response.body.collect(upTo: self.limits.answerSize)
                return EngineAnswer(
                    status: Int(response.status.code),
                    apiVersion: response.headers.first(name: "Api-Version"),
                    body: body
                )
            }
        } catch {
            throw translated(error, doing: request.doing)
        }
    }

    /// Sends a request whose answer is a stream that ends when it pleases; the deadline covers its head.
    func open(_ request: EngineRequest) async throws(EngineError) -> HTTPClientResponse {
        let version = try await apiVersion()
        do {
            return try await respond(to: request, version: version, within: request.deadline ?? limits.call)
        } catch {
            throw translated(error, doing: request.doing)
        }
    }

    func translated(_ error: any Error, doing: String) -> EngineError {
        error as? EngineError ?? EngineError(transport: error, doing: doing, endpoint: endpoint)
    }

    /// The answer's head, its status checked.
    ///
    /// A safe request is sent once more if its connection broke before that.
    private func respond(
        to request: EngineRequest,
        version: APIVersion?,
        within limit: Duration
    ) async throws -> HTTPClientResponse {
        let outgoing = makeHTTPRequest(request, version: version)
        let response: HTTPClientResponse
        do {
            response = try await http.execute(outgoing, timeout: TimeAmount(limit))
        } catch {
            guard request.isSafe, translated(error, doing: request.doing).code == .connectionLost else { throw error }
            let metadata: Logger.Metadata = ["url.path": "\(request.path)"]
            Logger.current.debug("repeating a request whose connection was lost", metadata: metadata)
            response = try await http.execute(outgoing, timeout: TimeAmount(limit))
        }
        guard response.status.code < 400 else {
            throw try await failure(of: request, response, within: limit)
        }
        return response
    }

    private func makeHTTPRequest(_ request: EngineRequest, version: APIVersion?) -> HTTPClientRequest {
        var outgoing = HTTPClientRequest(url: endpoint.baseURL + request.target(version: version))
        outgoing.method = request.method
        outgoing.headers.replaceOrAdd(name: "Host", value: endpoint.hostHeader)
        if let body = request.body {
            outgoing.headers.add(name: "Content-Type", value: "application/json")
            outgoing.body = .bytes(body)
        }
        return outgoing
    }

    /// The error that an answer with a status of 400 or more stands for; a body that is too long is left unread.
    private func failure(
        of request: EngineRequest,
        _ response: HTTPClientResponse,
        within limit: Duration
    ) async throws -> EngineError {
        let body = try await withDeadline(limit) {
            var body = ByteBuffer()
            for try await part in response.body where body.readableBytes < EngineLimits.failureSize {
                body.writeImmutableBuffer(part)
            }
            return body
        }
        return EngineError(status: Int(response.status.code), body: body, doing: request.doing)
    }
}
