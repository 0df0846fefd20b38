import AsyncHTTPClient
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// Posts the payload to a URL; the body of the answer is the verdict.
struct HTTPRunner: InterceptorRunner {
    let url: String
    let timeout: Duration

    func run(_ payload: ByteBuffer) async throws -> ByteBuffer {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "accept", value: "application/json")
        request.body = .bytes(payload)
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: TimeAmount(timeout))
            guard (200...299).contains(response.status.code) else {
                throw InterceptorFailure("answered with the status \(response.status.code)")
            }
            return try await response.body.collect(upTo: InterceptorFailure.maximumOutput)
        } catch let error as InterceptorFailure {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch is NIOTooManyBytesError {
            throw InterceptorFailure("answered with more than \(InterceptorFailure.maximumOutput) bytes")
        } catch {
            throw InterceptorFailure("cannot be reached: \(String("\(error)".prefix(200)))")
        }
    }
}
