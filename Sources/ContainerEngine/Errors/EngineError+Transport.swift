import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension EngineError {
    /// Translates what the network stack threw.
    init(transport error: any Error, doing: String, endpoint: EngineEndpoint) {
        let code = Self.code(of: error)
        let message = Self.advice(for: code, endpoint: endpoint, cause: error)
        self.init(code: code, doing: doing, message: message, cause: error)
    }

    private static func code(of error: any Error) -> Code {
        switch error {
        case is CancellationError: .cancelled
        case is DeadlineExceeded: .timedOut
        case is NIOTooManyBytesError, is HTTPParserError, is DecodingError: code(ofMalformed: error)
        case let error as HTTPClientError: code(of: error)
        case let error as IOError: code(ofErrno: error.errnoCode)
        case let error as NIOConnectionError: error.connectionErrors.first.map { code(of: $0.error) } ?? .unreachable
        case NIOSSLError.uncleanShutdown: .connectionLost
        case is NIOSSLError, is BoringSSLError, is SocketAddressError: .unreachable
        case let error as ChannelError: code(of: error)
        default: .connectionLost
        }
    }

    /// An answer that ends in the middle is a lost connection; any other syntax error is none of an engine.
    private static func code(ofMalformed error: any Error) -> Code {
        error as? HTTPParserError == .invalidEOFState ? .connectionLost : .protocolViolation
    }

    private static func code(of error: HTTPClientError) -> Code {
        switch error {
        case .cancelled: .cancelled
        case .deadlineExceeded, .readTimeout, .writeTimeout, .connectTimeout, .getConnectionFromPoolTimeout,
            .tlsHandshakeTimeout:
            .timedOut
        case .alreadyShutdown: .unreachable
        case .invalidURL, .emptyHost, .emptyScheme, .missingSocketPath: .invalidEndpoint
        case .remoteConnectionClosed, .uncleanShutdown, .requestStreamCancelled: .connectionLost
        default: .protocolViolation
        }
    }

    private static func code(of error: ChannelError) -> Code {
        switch error {
        case .connectTimeout: .timedOut
        case .connectPending, .unknownLocalAddress: .unreachable
        default: .connectionLost
        }
    }

    /// The meaning of a system error number.
    static func code(ofErrno errno: CInt) -> Code {
        switch errno {
        case EACCES, EPERM: .permissionDenied
        case ENOENT, ECONNREFUSED, ENOTSOCK, EHOSTUNREACH, ENETUNREACH, ENOTDIR, ENAMETOOLONG, EPROTOTYPE: .unreachable
        case ETIMEDOUT: .timedOut
        default: .connectionLost
        }
    }

    private static func advice(for code: Code, endpoint: EngineEndpoint, cause: any Error) -> String {
        switch code {
        case .unreachable:
            "no container engine answers at \(endpoint): is it running? Start it, or set DOCKER_HOST to where one"
                + " listens (\(EscapedText(String(describing: cause))))"
        case .permissionDenied:
            "no permission to open \(endpoint): add yourself to the docker group and log in again, or run as a user"
                + " who may open it"
        case .timedOut: "the engine at \(endpoint) did not answer in time"
        case .connectionLost:
            "the engine at \(endpoint) closed the connection before it had answered"
                + " (\(EscapedText(String(describing: cause))))"
        case .cancelled: "the task was cancelled"
        default: "the engine at \(endpoint) sent no valid answer (\(EscapedText(String(describing: cause))))"
        }
    }
}
