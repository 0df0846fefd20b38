import Glibc

do {
    let options = try ServerOptions(CommandLine.arguments.dropFirst(), own: ["--tools"])
    let names = options.own["--tools"].map { $0.split(separator: ",").map { String($0) } } ?? EchoTools.names
    var server = Server(name: "echo", tools: EchoTools.tools(named: names), options: options)
    server.run()
} catch {
    Streams.complain("echo: \(error.message)")
    exit(64)
}
