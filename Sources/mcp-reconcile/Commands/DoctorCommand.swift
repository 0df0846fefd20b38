import ArgumentParser

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look for what would keep plan, apply and the gateway from working, one line a check.",
        discussion: """
            Looks at the engine and what it cannot do, its clock, the directories of this user, the manifests, their lock, \
            the servers, what is left on the engine that no manifest names, the gateway's port, and whether anything is \
            suspended or quarantined. It changes nothing, and works without an engine and without manifests, too: \
            what cannot be looked at is 'skipped'. Exits with 1 if there is a problem; warnings do not count.

            Examples:
              mcp-reconcile doctor
              mcp-reconcile doctor --repo . --ref main --format json
            """
    )

    @OptionGroup var source: SourceOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var log: LogOptions

    @Option(help: "The port that the gateway is to listen on.")
    var port = 8811

    func validate() throws {
        guard (1...65_535).contains(port) else { throw ValidationError("--port is a number from 1 to 65535.") }
    }

    func run() async throws {
        log.bootstrap()
        let report = DoctorReport(findings: await Examination(source: source, engine: engine, port: port).findings())
        switch output.format {
        case .text: Console.output.write(report.text)
        case .json: Console.output.line(JSONText.encode(report.document))
        }
        if report.problems > 0 { throw ExitStatus.failed.code }
    }
}
