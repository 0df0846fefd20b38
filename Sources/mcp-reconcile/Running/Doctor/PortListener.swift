import FoundationEssentials
import Glibc
import Spec

/// The process that listens on a port of this host, as far as this user may know (`proc_pid_fd(5)`, `proc_net(5)`).
struct PortListener: Hashable, Sendable {
    let process: Int32
    /// The name of its program, escaped.
    let program: String
    /// Whether that is this program.
    let isGateway: Bool

    /// The process that listens on a port; nil if there is none, or it is another user's.
    init?(on port: Int) {
        let sockets = Set(["tcp", "tcp6"].flatMap { Self.listeningSockets(in: "/proc/net/\($0)", on: port) })
        guard !sockets.isEmpty, let process = Self.processes.first(where: { Self.has(sockets, $0) }) else { return nil }
        self.process = process
        let file = Self.target(of: "/proc/\(process)/exe").map(Self.fileName)
        program = UntrustedText.escaping(file ?? "?")
        isGateway = file != nil && file == Self.target(of: "/proc/self/exe").map(Self.fileName)
    }

    /// The kernel's numbers of sockets, as `/proc/net/tcp` lists them.
    private static func listeningSockets(in table: String, on port: Int) -> [String] {
        // A host without IPv6 has no table of it.
        guard let text = try? String(contentsOfFile: table, encoding: .utf8) else { return [] }
        let listening: Substring = "0A"
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[3] == listening, let place = fields[1].split(separator: ":").last,
                Int(place, radix: 16) == port
            else { return nil }
            return "socket:[\(fields[9])]"
        }
    }

    private static var processes: [Int32] {
        // Where there is no /proc, nothing is known of anybody.
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }.sorted()
    }

    private static func has(_ sockets: Set<String>, _ process: Int32) -> Bool {
        let directory = "/proc/\(process)/fd"
        // Other users' processes show nothing, and one that has just ended has nothing.
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return descriptors.contains { target(of: "\(directory)/\($0)").map(sockets.contains) ?? false }
    }

    /// A program that was replaced since it began has a remark after its name.
    private static func fileName(of path: String) -> String {
        path.split(separator: "/").last.map(String.init)?.replacing(" (deleted)", with: "") ?? path
    }

    private static func target(of link: String) -> String? {
        // A link that cannot be read says nothing.
        try? FileManager.default.destinationOfSymbolicLink(atPath: link)
    }
}
