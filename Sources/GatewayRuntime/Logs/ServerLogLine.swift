package import FoundationEssentials
import Spec

/// One line of a server's log: when it was heard, from where, and what.
package struct ServerLogLine: Hashable, Sendable {
    package enum Source: String, Hashable, Sendable, CaseIterable {
        case standardError = "stderr"
        /// Standard output that was no message of MCP.
        case standardOutput = "stdout"
        /// What the gateway has to say of the server.
        case gateway
    }

    /// Characters of a line that are kept.
    package static let maximumLength = 4096

    /// As ISO 8601 writes it in UTC, with microseconds: earlier times sort before later ones.
    package let time: String
    package let source: Source
    /// The beginning of the container's id; `-` where there is none.
    package let container: String
    /// Escaped.
    package let text: String

    package init(time: String, source: Source, container: String, text: String) {
        (self.time, self.source, self.container) = (time, source, container)
        self.text = UntrustedText.escaping(String(text.prefix(Self.maximumLength)))
    }

    /// Reads a line of a file; nil for one that is none of this program's.
    package init?(_ line: some StringProtocol) {
        let parts = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].utf8.count == Self.timeLength, let source = Source(rawValue: String(parts[1]))
        else { return nil }
        self.init(time: String(parts[0]), source: source, container: String(parts[2]), text: String(parts[3]))
    }

    /// As a file holds it, without its end.
    package var line: String { "\(time) \(source.rawValue) \(container) \(text)" }

    private static let timeLength = "2026-01-02T03:04:05.678901Z".utf8.count

    /// A moment as lines begin with it.
    package static func time(_ date: Date) -> String {
        let microseconds = Int64((date.timeIntervalSince1970 * 1_000_000).rounded(.down))
        let whole = Date(timeIntervalSince1970: Double(microseconds / 1_000_000))
        let digits = String(microseconds % 1_000_000)
        let seconds = whole.formatted(.iso8601).dropLast()
        return "\(seconds).\(String(repeating: "0", count: 6 - digits.count))\(digits)Z"
    }
}
