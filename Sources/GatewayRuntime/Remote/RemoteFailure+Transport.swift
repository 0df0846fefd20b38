import AsyncHTTPClient
import NIOCore
import Spec

extension RemoteFailure {
    /// True if the server says that the session, or the whole endpoint, is not there.
    var isGone: Bool { sentence == RemoteFailure(status: 404).sentence }

    /// What an answer that is no success means.
    init(status: UInt) {
        switch status {
        case 300..<400:
            self.init("answered with a redirect (\(status)), and redirects are not followed: name its target")
        case 401: self.init("answered with the status 401: it wants credentials, or others than its headers have")
        default: self.init("answered with the status \(status)")
        }
    }

    /// What an error on the way means.
    init(transport error: any Error) {
        switch error {
        case let failure as RemoteFailure: self = failure
        case is CancellationError: self.init("was given up")
        case is NIOTooManyBytesError: self = .tooLong
        case let error as HTTPClientError where error == .connectTimeout: self.init("cannot be connected to in time")
        case let error as HTTPClientError where [.deadlineExceeded, .readTimeout].contains(error):
            self.init("did not answer in time")
        case let error as HTTPClientError where error == .remoteConnectionClosed: self.init("closed the connection")
        default: self.init("cannot be reached: \(UntrustedText.escaping(String("\(error)".prefix(200))))")
        }
    }
}
