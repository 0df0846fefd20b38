import ArgumentParser
import NIOPosix
import Spec

struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Report every mistake in the manifests at once; needs no engine.",
        discussion: """
            Examples:
              mcp-reconcile validate
              mcp-reconcile validate profiles/dev.yaml
              mcp-reconcile validate --repo . --ref origin/main --format json
            """
    )

    @Argument(help: "A directory or a profile file; the same as --path.")
    var place: String?

    @OptionGroup var source: SourceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if place != nil, source.path != nil || source.repo != nil {
            throw ValidationError("PATH and --path or --repo name two sources: give one of them.")
        }
    }

    func run() async throws {
        var source = source
        source.path = place ?? source.path
        try await source.fetch()
        let loader = try source.loader()
        let reading = try await NIOThreadPool.singleton.runIfActive { try loader.read() }
        switch reading.result {
        case .success(let desired):
            try await source.verify(desired)
            printSuccess(desired)
        case .failure(let report): try fail(with: report)
        }
    }

    private func printSuccess(_ desired: DesiredState) {
        let servers = desired.profiles.reduce(0) { $0 + $1.servers.count }
        switch output.format {
        case .text: Console.output.line("Valid: \(desired.profiles.count) profiles, \(servers) servers.")
        case .json: Console.output.line(DiagnosticReport([]).json)
        }
    }

    private func fail(with report: DiagnosticReport) throws {
        guard output.format == .json else { throw LoadFailure.invalid(report) }
        Console.output.line(report.json)
        throw ExitStatus.invalidInput.code
    }
}
