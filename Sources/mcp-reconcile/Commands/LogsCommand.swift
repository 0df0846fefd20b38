import ArgumentParser
import FoundationEssentials
import GatewayRuntime
import Spec

struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what a profile's servers write to their standard error.",
        discussion: """
            Gateways keep it while they run, together with what servers write to standard output that is no message, and \
            with what the gateway has to say of them: 4 MiB of each server, in $XDG_STATE_HOME/mcp-reconcile/logs. It can be \
            read while gateways run and after they have ended. Nobody listens to containers that only 'apply' has started, \
            and the engine keeps no log of them.

            Examples:
              mcp-reconcile logs
              mcp-reconcile logs time --tail 20 --follow
              mcp-reconcile logs --profile dev --since 15m --format json
            """
    )

    /// How soon news are shown.
    private static let interval: Duration = .milliseconds(250)

    @Argument(help: "Only what this server wrote.")
    var server: String?

    @Flag(name: .shortAndLong, help: "Go on with what comes, until interrupted.")
    var follow = false

    @Option(help: ArgumentHelp("Only the last lines.", valueName: "number"))
    var tail: Int?

    @Option(help: ArgumentHelp("Only what was written in the last while.", valueName: "90s|15m|12h|7d"))
    var since: String?

    @OptionGroup var source: SourceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let tail, tail < 0 { throw ValidationError("--tail is a number of lines.") }
        guard let since, LookBack(since) == nil else { return }
        throw ValidationError("--since is a number with s, m, h or d, such as 15m.")
    }

    func run() async throws {
        let desired = try await source.load()
        let profile = try desired.onlyProfile()
        let directory = ServerLogDirectory.ofThisUser(desired.owner, profile.name)
        var reader = ServerLogReader(directory, server: try wanted(of: profile, directory))
        var entries = reader.read()
        if entries.isEmpty, !follow {
            Console.error.line("mcp-reconcile: no gateway has kept anything of \(server ?? "profile \(profile.name)")")
        }
        if let start = since.flatMap(LookBack.init)?.start {
            let time = ServerLogLine.time(start)
            entries.removeAll { $0.line.time < time }
        }
        print(entries.suffix(tail ?? entries.count))
        while follow {
            try await Task.sleep(for: Self.interval)
            print(reader.read()[...])
        }
    }

    private func wanted(of profile: Profile, _ directory: ServerLogDirectory) throws -> ServerName? {
        guard let server else { return nil }
        let known = Set(profile.serving.map(\.name)).union(directory.servers)
        if let name = ServerName(server), known.contains(name) { return name }
        let names = known.sorted().map(\.text).joined(separator: ", ")
        throw CommandFailure(
            status: .invalidInput,
            message: "profile \(profile.name) has no server '\(UntrustedText.escaping(server))': it has \(names)"
        )
    }

    private func print(_ entries: ArraySlice<ServerLogReader.Entry>) {
        guard !entries.isEmpty else { return }
        Console.output.write(entries.map { output.format == .json ? $0.json : $0.text }.joined())
    }
}

extension ServerLogReader.Entry {
    fileprivate var text: String {
        "\(line.time) \(server)/\(line.container) \(line.source.rawValue) \(UntrustedText.escaping(line.text))\n"
    }

    private struct Document: Encodable {
        let time, server, container, source, text: String
    }

    fileprivate var json: String {
        let source = line.source.rawValue
        let document = Document(
            time: line.time,
            server: server.text,
            container: line.container,
            source: source,
            text: line.text
        )
        return JSONText.encodeLine(document)
    }
}
