import Glibc

do {
    let options = try ServerOptions(CommandLine.arguments.dropFirst(), own: ["--offset"])
    let text = options.own["--offset"] ?? getenv("CLOCK_OFFSET").map { String(cString: $0) } ?? "Z"
    guard let offset = UTCOffset(text) else { throw UsageError(message: "the offset must look like +02:00") }
    var server = Server(name: "clock", tools: [ClockTools(offset: offset).now], options: options)
    server.run()
} catch {
    Streams.complain("clock: \((error as? UsageError)?.message ?? "\(error)")")
    exit(64)
}
