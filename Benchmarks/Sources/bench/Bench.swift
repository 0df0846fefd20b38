import Glibc

/// Measures one call through every path to the same server, in one run, so that figures can be compared.
@main
struct Bench {
    private static let idleSeconds: UInt32 = 2
    private static let callers: [Callers] = [.together(1), .together(8), .together(32), .apart(32)]
    /// Makes the program serve the floor instead of measuring.
    private static let floorCommand = "serve-http-floor"
    private static let floorPort: UInt16 = 18_812
    /// Makes the program call a gateway that runs already, for profilers: `http-load PORT TOKEN CALLERS CALLS`.
    private static let loadCommand = "http-load"
    private let options: Options
    private var report = Report()

    static func main() {
        signal(SIGPIPE, SIG_IGN)
        do {
            if CommandLine.arguments.dropFirst().first == floorCommand {
                var floor = try HTTPFloor(port: floorPort)
                try floor.serve()
            }
            if CommandLine.arguments.dropFirst().first == loadCommand {
                return try loadHTTP(CommandLine.arguments.dropFirst(2))
            }
            var bench = try Bench(options: Options(CommandLine.arguments.dropFirst()))
            try bench.run()
        } catch {
            print("bench: \(error)")
            exit(1)
        }
    }

    private static func loadHTTP(_ arguments: ArraySlice<String>) throws {
        let words = Array(arguments)
        guard words.count == 4, let port = UInt16(words[0]), let callers = Int(words[2]), let calls = Int(words[3])
        else { throw Failure("usage: bench \(loadCommand) PORT TOKEN CALLERS CALLS") }
        var load = HTTPLoad(port: port, token: words[1])
        try load.open()
        let sample = try load.run(.together(callers), count: calls)
        print("\(callers) callers: \(Int(sample.callsPerSecond)) calls/s, p50 \(sample.percentile(0.5)) ms")
    }

    private init(options: Options) {
        self.options = options
    }

    private mutating func run() throws {
        try measureBarePipe()
        try measureAttach()
        try measureDockerRun()
        try measureStdioGateway()
        try measureWatchfulness()
        try measureHTTPFloor()
        try measureStreamingGateway()
        print(report.table)
        if let file = options.jsonFile { try write(report.json + "\n", to: file) }
    }

    private mutating func measureBarePipe() throws {
        let child = try ChildProcess([options.server])
        var peer = lines(of: child)
        try measure("bare pipe", peer: &peer)
    }

    private mutating func measureAttach() throws {
        let engine = EngineSocket(path: options.engineSocket)
        let name = "mcpr-bench-\(getpid())"
        defer { _ = try? engine.request("DELETE", "/containers/\(name)?force=1").close() }
        let container = try AttachedContainer.make(on: engine, image: options.image, name: name)
        var peer = LineLoad(writer: container.writer, reader: container)
        try measure("engine attach", peer: &peer)
    }

    private mutating func measureDockerRun() throws {
        guard ChildProcess.isInstalled("docker") else {
            return print("docker run -i: skipped, there is no docker command")
        }
        let isolation = ["--network", "none", "--log-driver", "none", "--init"]
        let child = try ChildProcess(["docker", "run", "-i", "--rm"] + isolation + [options.image])
        var peer = lines(of: child)
        try measure("docker run -i", peer: &peer)
    }

    private mutating func measureStdioGateway() throws {
        let child = try ChildProcess(gateway + ["--transport", "stdio"])
        var peer = lines(of: child)
        try measure("gateway stdio", peer: &peer, through: child.pid)
    }

    /// The same gateway without, and with more of, what watches over calls.
    private mutating func measureWatchfulness() throws {
        for (path, flags) in [
            (Report.bareGateway, ["--secret-scan", "off", "--no-validate-arguments"]),
            (Report.watchfulGateway, ["--secret-scan", "block", "--validate-arguments", "--traces"]),
        ] {
            let child = try ChildProcess(gateway + ["--transport", "stdio"] + flags)
            var peer = lines(of: child)
            try measure(path, peer: &peer, through: child.pid)
        }
    }

    private mutating func measureHTTPFloor() throws {
        let child = try ChildProcess([CommandLine.arguments[0], Self.floorCommand])
        try measureHTTP(Report.httpFloor, port: Self.floorPort, token: "none", server: child.pid)
    }

    private mutating func measureStreamingGateway() throws {
        let (port, token) = (UInt16(18_811), "benchmark-token-of-this-run-only")
        setenv("MCP_GATEWAY_AUTH_TOKEN", token, 1)
        let child = try ChildProcess(gateway + ["--transport", "streaming", "--port", String(port)])
        try measureHTTP("gateway streaming", port: port, token: token, server: child.pid)
    }

    private mutating func measureHTTP(_ path: String, port: UInt16, token: String, server: pid_t) throws {
        var load = HTTPLoad(port: port, token: token)
        try openWhenListening(&load)
        if path != Report.httpFloor { try addIdle(path, of: server) }
        _ = try load.run(.together(8), count: options.count / 10)
        for callers in Self.callers {
            let before = try ProcessUsage(of: server)
            let sample = try load.run(callers, count: count(for: callers))
            try add(path, callers, sample, before: before, pid: server)
        }
    }

    private func lines(of child: borrowing ChildProcess) -> LineLoad<ByteStream> {
        let stream = ByteStream(reading: child.output, writing: child.input)
        return LineLoad(writer: stream, reader: stream)
    }

    private var gateway: [String] {
        [options.program, "gateway", "run", "--profile", options.profile, "--no-watch", "--log-level", "error"]
    }

    private mutating func measure(
        _ path: String,
        peer: inout LineLoad<some LineReader>,
        through pid: pid_t? = nil
    ) throws {
        try peer.open()
        if let pid { try addIdle(path, of: pid) }
        _ = try peer.run(.together(8), count: options.count / 10)
        for callers in Self.callers {
            let before = try pid.map { try ProcessUsage(of: $0) }
            let sample = try peer.run(callers, count: count(for: callers))
            try add(path, callers, sample, before: before, pid: pid)
        }
    }

    /// Idle is what has started and then had a moment without a call.
    private mutating func addIdle(_ path: String, of pid: pid_t) throws {
        sleep(Self.idleSeconds)
        report.addIdle(path, megabytes: try ProcessUsage(of: pid).residentMegabytes)
    }

    /// One caller is slower than many: a quarter of the calls takes about as long.
    private func count(for callers: Callers) -> Int {
        callers.count == 1 ? options.count / 4 : options.count
    }

    private mutating func add(
        _ path: String,
        _ callers: Callers,
        _ sample: Sample,
        before: ProcessUsage?,
        pid: pid_t?
    ) throws {
        let after = try pid.map { try ProcessUsage(of: $0) }
        let cpu = before.flatMap { before in after.map { $0.cpuSeconds - before.cpuSeconds } }
        let perCall = cpu.map { $0 * 1000 / Double(sample.latencies.count) }
        report.add(
            Row(
                path: path,
                callers: callers,
                sample: sample,
                cpuPerCall: perCall,
                residentMegabytes: after?.residentMegabytes
            )
        )
        print("\(path), \(callers.description): \(Int(sample.callsPerSecond)) calls/s")
    }

    private func openWhenListening(_ load: inout HTTPLoad) throws {
        let deadline = now() + 20_000_000_000
        while true {
            do {
                return try load.open()
            } catch  where now() < deadline {
                usleep(50_000)
            }
        }
    }

    private func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw Failure.systemCall("open \(path)") }
        defer { close(descriptor) }
        try ByteStream(reading: descriptor, writing: descriptor).write(text.utf8)
    }
}
