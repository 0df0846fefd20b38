import FoundationEssentials
import Glibc

/// The process that a run is one of, told apart from later ones that have the same number.
package struct RunningProcess: Hashable, Sendable, Codable {
    package var id: Int32
    /// When it began, in clock ticks since the system did.
    package var start: UInt64

    package init(id: Int32, start: UInt64) {
        (self.id, self.start) = (id, start)
    }

    /// This process; where the system does not tell when it began, it counts as one that has ended.
    package static var current: Self { Self(id: getpid(), start: stat(of: getpid())?.start ?? 0) }

    /// Whether it runs still, as far as the system tells.
    package var isAlive: Bool {
        guard let now = Self.stat(of: id) else { return false }
        return now.start == start && !now.hasEnded
    }

    /// The third and the twenty-second field of `/proc/PID/stat`; the second one, the name, may hold blanks and brackets.
    private static func stat(of id: Int32) -> (hasEnded: Bool, start: UInt64)? {
        // No such file is no such process.
        guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: name)...].split(separator: " ")
        guard fields.count > 19, let start = UInt64(fields[19]) else { return nil }
        return (hasEnded: ["Z", "X"].contains(fields[0]), start)
    }
}
