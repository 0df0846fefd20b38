import Glibc
import NIOCore

/// Why the HTTP server does not listen.
package struct ListenError: Error {
    package enum Code: String, Hashable, Sendable {
        /// Something else listens on the port.
        case portTaken
        /// The system lets only root listen on the port.
        case permissionDenied
        /// The host is no address of this machine.
        case noSuchAddress
        case failed
    }

    package let code: Code
    package let host: String
    package let port: Int
    package let cause: any Error

    init(_ cause: any Error, host: String, port: Int) {
        code = Self.code(of: cause)
        self.host = host
        self.port = port
        self.cause = cause
    }

    private static func code(of cause: any Error) -> Code {
        if cause is SocketAddressError { return .noSuchAddress }
        return switch (cause as? IOError)?.errnoCode {
        case EADDRINUSE: .portTaken
        case EACCES: .permissionDenied
        case EADDRNOTAVAIL: .noSuchAddress
        default: .failed
        }
    }
}

extension ListenError: CustomStringConvertible {
    package var description: String {
        switch code {
        case .portTaken:
            "cannot listen on \(host):\(port): the port is taken; end what listens there "
                + "(`ss -ltnp 'sport = :\(port)'` shows it) or choose another with --port"
        case .permissionDenied:
            "cannot listen on \(host):\(port): ports below 1024 are for root; choose another with --port"
        case .noSuchAddress:
            "cannot listen on \(host):\(port): '\(host)' is not an address of this machine; choose another with --host"
        case .failed: "cannot listen on \(host):\(port): \(cause)"
        }
    }
}
