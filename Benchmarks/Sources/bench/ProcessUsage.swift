import Glibc

/// What the kernel says of one process and all its threads.
struct ProcessUsage {
    /// Processor time spent so far, in seconds.
    let cpuSeconds: Double
    /// Resident memory, in megabytes of 1,048,576 bytes.
    let residentMegabytes: Double

    init(of pid: pid_t) throws {
        let stat = try Self.contents(of: "/proc/\(pid)/stat")
        // The second field is a name in parentheses that may hold spaces; the fields after it start at number 3.
        guard let end = stat.lastIndex(of: ")") else { throw Failure("unreadable /proc/\(pid)/stat") }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let pages = Double(fields[21])
        else { throw Failure("unreadable /proc/\(pid)/stat") }
        cpuSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        residentMegabytes = pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
    }

    private static func contents(of path: String) throws -> String {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw Failure.systemCall("open \(path)") }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { throw Failure.systemCall("read \(path)") }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}
