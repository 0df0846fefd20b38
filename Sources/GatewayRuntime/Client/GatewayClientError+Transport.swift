import AsyncHTTPClient
import Glibc
import NIOCore
import NIOPosix
import Spec

extension GatewayClientError {
    /// Translates what the network stack threw.
    init(transport error: any Error, doing: String, url: GatewayURL) {
        let code = Self.code(of: error)
        self.init(code, doing: doing, message: Self.advice(for: code, url: url, cause: error), cause: error)
    }

    private static func code(of error: any Error) -> Code {
        switch error {
        case is CancellationError: .cancelled
        case is GatewayDeadlineExceeded: .timedOut
        case is NIOTooManyBytesError: .protocolViolation
        case let error as HTTPClientError: code(of: error)
        case is NIOConnectionError, is SocketAddressError: .unreachable
        case let error as IOError where error.errnoCode == ECONNREFUSED: .unreachable
        case let error as ChannelError: if case .connectTimeout = error { .unreachable } else { .connectionLost }
        default: .connectionLost
        }
    }

    private static func code(of error: HTTPClientError) -> Code {
        switch error {
        case .cancelled: .cancelled
        case .connectTimeout, .invalidURL, .emptyHost, .alreadyShutdown: .unreachable
        case .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout: .timedOut
        default: .connectionLost
        }
    }

    private static func advice(for code: Code, url: GatewayURL, cause: any Error) -> String {
        let reason = UntrustedText.escaping(String(describing: cause))
        return switch code {
        case .unreachable:
            "nothing answers at \(url): is the gateway running? `mcp-reconcile gateway run --transport streaming` "
                + "starts one and says its URL (\(reason))"
        case .timedOut: "\(url) did not answer in time"
        case .cancelled: "the task was cancelled"
        case .protocolViolation: "\(url) sent more than is accepted (\(reason))"
        default: "\(url) closed the connection before it had answered (\(reason))"
        }
    }
}

/// A request took longer than it may.
struct GatewayDeadlineExceeded: Error {}
