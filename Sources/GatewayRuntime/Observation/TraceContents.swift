import ModelContextProtocol
import NIOCore
import SecretScanning

/// What traces keep of arguments and results: without credentials, and never more than a bound.
package struct TraceContents: Sendable {
    /// Bytes of each; JSON that was cut need not parse.
    private static let maximum = 16 << 10

    private let scanner = SecretScanner()

    package init() {}

    /// Of a long text only the begin is looked at, as only that is kept.
    func text(of json: ByteBuffer) -> String {
        let isLong = json.readableBytes > Self.maximum
        let redacted = ScannedJSON(isLong ? json.piece(0..<Self.maximum) : json, scanner).redacted
        return String(buffer: redacted) + (isLong ? "…" : "")
    }
}
