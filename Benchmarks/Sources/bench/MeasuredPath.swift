import Glibc

/// One way to the server, which stays open for the whole run.
final class MeasuredPath {
    let name: String
    /// What stands between caller and server; nil if nothing does that is looked at.
    let process: pid_t?
    private var load: any Load
    /// What is given back with the path.
    private let holding: AnyObject?

    /// Opens the path.
    init(_ name: String, _ load: any Load, through process: pid_t? = nil, holding: AnyObject? = nil) throws {
        (self.name, self.process, self.load, self.holding) = (name, process, load, holding)
        try self.load.open()
    }

    func run(_ callers: Callers, count: Int) throws -> Measurement {
        let before = try usage()
        let sample = try load.run(callers, count: count)
        let after = try usage()
        let cpu = before.flatMap { before in after.map { $0.cpuSeconds - before.cpuSeconds } }
        return Measurement(
            sample: sample,
            cpuPerCall: cpu.map { $0 * 1000 / Double(sample.latencies.count) },
            residentMegabytes: after?.residentMegabytes
        )
    }

    func usage() throws -> ProcessUsage? { try process.map { try ProcessUsage(of: $0) } }
}

extension MeasuredPath {
    private static let floorPort: UInt16 = 18_812
    private static let gatewayPort: UInt16 = 18_811
    private static let openingNanoseconds: UInt64 = 20_000_000_000
    private static let retryMicroseconds: UInt32 = 50_000

    /// Every path, floors first.
    static func all(_ options: Options) throws -> [MeasuredPath] {
        var paths = [try barePipe(options), try attach(options)]
        if ChildProcess.isInstalled("docker") {
            paths.append(try dockerRun(options))
        } else {
            print("docker run -i: skipped, there is no docker command")
        }
        paths.append(try stdio(Report.stdioGateway, options, profile: "stdio"))
        paths.append(
            try stdio(
                Report.bareGateway,
                options,
                profile: "bare",
                flags: ["--secret-scan", "off", "--no-validate-arguments"]
            )
        )
        paths.append(
            try stdio(
                Report.watchfulGateway,
                options,
                profile: "watchful",
                flags: ["--secret-scan", "block", "--validate-arguments", "--traces"]
            )
        )
        return paths + [try httpFloor(), try streaming(options)]
    }

    private static func barePipe(_ options: Options) throws -> MeasuredPath {
        let child = try Child([options.server])
        return try MeasuredPath("bare pipe", child.lines, holding: child)
    }

    private static func attach(_ options: Options) throws -> MeasuredPath {
        let container = try BenchContainer(on: EngineSocket(path: options.engineSocket), image: options.image)
        let load = LineLoad(writer: container.attached.writer, reader: container.attached)
        return try MeasuredPath(Report.attachFloor, load, holding: container)
    }

    private static func dockerRun(_ options: Options) throws -> MeasuredPath {
        let isolation = ["--network", "none", "--log-driver", "none", "--init"]
        let child = try Child(["docker", "run", "-i", "--rm"] + isolation + [options.image])
        return try MeasuredPath("docker run -i", child.lines, holding: child)
    }

    private static func stdio(
        _ name: String,
        _ options: Options,
        profile: String,
        flags: [String] = []
    ) throws -> MeasuredPath {
        let child = try Child(options.gateway(profile) + ["--transport", "stdio"] + flags)
        return try MeasuredPath(name, child.lines, through: child.process.pid, holding: child)
    }

    private static func httpFloor() throws -> MeasuredPath {
        let child = try Child([CommandLine.arguments[0], Bench.floorCommand, String(floorPort)])
        return try http(Report.httpFloor, port: floorPort, token: "none", server: child)
    }

    private static func streaming(_ options: Options) throws -> MeasuredPath {
        let token = "benchmark-token-of-this-run-only"
        setenv("MCP_GATEWAY_AUTH_TOKEN", token, 1)
        let flags = ["--transport", "streaming", "--port", String(gatewayPort)]
        let child = try Child(options.gateway("streaming") + flags)
        return try http(Report.streamingGateway, port: gatewayPort, token: token, server: child)
    }

    /// Waits until the server listens.
    private static func http(_ name: String, port: UInt16, token: String, server: Child) throws -> MeasuredPath {
        let deadline = now() + openingNanoseconds
        while true {
            do {
                let load = HTTPLoad(port: port, token: token)
                return try MeasuredPath(name, load, through: server.process.pid, holding: server)
            } catch  where now() < deadline {
                usleep(retryMicroseconds)
            }
        }
    }
}

/// A child that lives as long as its path.
private final class Child {
    let process: ChildProcess

    init(_ command: [String]) throws {
        process = try ChildProcess(command)
    }

    var lines: LineLoad<ByteStream> {
        let stream = ByteStream(reading: process.output, writing: process.input)
        return LineLoad(writer: stream, reader: stream)
    }
}

/// A container that is removed with its path.
private final class BenchContainer {
    let attached: AttachedContainer
    private let engine: EngineSocket
    private let name = "mcpr-bench-\(getpid())"

    init(on engine: EngineSocket, image: String) throws {
        self.engine = engine
        attached = try AttachedContainer.make(on: engine, image: image, name: name)
    }

    deinit { _ = try? engine.request("DELETE", "/containers/\(name)?force=1").close() }
}
