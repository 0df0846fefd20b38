import Glibc

/// Measures one call through every path to the same server, in one run, so that figures can be compared.
///
/// Every path is opened first; then each round measures all of them one after the other.
@main
struct Bench {
    private static let idleSeconds: UInt32 = 2
    private static let callers: [Callers] = [.together(1), .together(8), .together(32), .apart(32)]
    /// Makes the program serve the floor instead of measuring: `serve-http-floor PORT`.
    static let floorCommand = "serve-http-floor"
    /// Makes the program call a gateway that runs already, for profilers: `http-load PORT TOKEN CALLERS CALLS`.
    private static let loadCommand = "http-load"
    private let options: Options
    private var report = Report()

    static func main() {
        signal(SIGPIPE, SIG_IGN)
        do {
            switch CommandLine.arguments.dropFirst().first {
            case floorCommand: try serveFloor(CommandLine.arguments.dropFirst(2))
            case loadCommand: try loadHTTP(CommandLine.arguments.dropFirst(2))
            default:
                var bench = try Bench(options: Options(CommandLine.arguments.dropFirst()))
                try bench.run()
            }
        } catch {
            print("bench: \(error)")
            exit(1)
        }
    }

    private static func serveFloor(_ arguments: ArraySlice<String>) throws {
        guard let port = arguments.first.flatMap({ UInt16($0) }) else {
            throw Failure("usage: bench \(floorCommand) PORT")
        }
        var floor = try HTTPFloor(port: port)
        try floor.serve()
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
        let paths = try MeasuredPath.all(options)
        try warmUp(paths)
        for round in 1...options.rounds {
            for path in paths {
                for callers in Self.callers {
                    report.add(try path.run(callers, count: count(for: callers)), of: path.name, callers)
                }
            }
            print("round \(round) of \(options.rounds)")
        }
        print(report.table)
        if let file = options.jsonFile { try write(report.json + "\n", to: file) }
    }

    /// Idle is what has started and then had a moment without a call.
    private mutating func warmUp(_ paths: [MeasuredPath]) throws {
        sleep(Self.idleSeconds)
        for path in paths where path.name != Report.httpFloor {
            if let usage = try path.usage() { report.addIdle(path.name, megabytes: usage.residentMegabytes) }
        }
        for path in paths { _ = try path.run(.together(8), count: options.count / 10) }
    }

    /// One caller is slower than many: a quarter of the calls takes about as long.
    private func count(for callers: Callers) -> Int {
        callers.count == 1 ? options.count / 4 : options.count
    }

    private func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw Failure.systemCall("open \(path)") }
        defer { close(descriptor) }
        try ByteStream(reading: descriptor, writing: descriptor).write(text.utf8)
    }
}
