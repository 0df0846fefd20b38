/// Why a server gave no answer to a request.
enum BackendFailure: Error, Hashable, Sendable {
    /// The request never left: the connection was being given up. Sending it elsewhere is safe.
    case notSent
    /// As many requests are in flight as may be, or the server does not read what it is sent.
    case busy
    case timedOut(after: Duration)
    /// Whoever sent the request took it back.
    case cancelled
    /// The process ended, or its streams did; the text follows the server's name.
    case ended(String)
    /// What came back was no answer of JSON-RPC.
    case badAnswer
    /// What came back is longer than the bytes that are taken.
    case tooLong(limit: Int)
    /// It asks what the client cannot, or does not, answer.
    case unanswered(String)
    /// The request, or its answer, got lost on the network, or was refused there; the text follows the server's name.
    case unreachable(String)
    /// The server does not run; the text follows the server's name.
    case down(String)

    /// What happened, to follow the server's name.
    var sentence: String {
        switch self {
        case .notSent: "is being replaced"
        case .busy: "has too many calls in flight"
        case .timedOut(let limit): "did not answer within \(limit.seconds) s; the call was cancelled"
        case .cancelled: "was told to give the call up"
        case .ended(let cause): "\(cause) before it answered"
        case .badAnswer: "answered with something that is no response of JSON-RPC"
        case .tooLong(let limit): "answered with more than \(limit.binarySize), which is the limit"
        case .unanswered(let reason): "asks the client something, and has no answer: \(reason)"
        case .unreachable(let reason): reason
        case .down(let cause): cause
        }
    }
}

extension Int {
    /// A number of bytes, for people.
    var binarySize: String {
        let mebibyte = 1 << 20
        return self >= mebibyte && isMultiple(of: mebibyte) ? "\(self / mebibyte) MiB" : "\(self) bytes"
    }
}

extension Duration {
    /// Seconds with at most one decimal, for people.
    var seconds: String {
        let tenths = (components.seconds * 10) + components.attoseconds / 100_000_000_000_000_000
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
