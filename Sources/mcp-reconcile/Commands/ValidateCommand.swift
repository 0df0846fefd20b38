import ArgumentParser
import NIOPosix
import Spec

struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Report every mistake in the manifests at once; needs no engine.",
        discussion: """
            Beside mistakes, which make the manifests invalid, it tells what is allowed and worth a look: images without \
            a version, credentials in plain text, lists that allow every tool. A comment on the line or above it \
            silences a rule: # mcp-reconcile: ignore latest-tag. Without --env every environment is checked, too.

            --fix writes what is certain: misspelt keys and words, and text that needs quotes.

            Examples:
              mcp-reconcile validate
              mcp-reconcile validate profiles/dev.yaml
              mcp-reconcile validate --repo . --ref origin/main --format json
              mcp-reconcile validate --format sarif > manifests.sarif
              mcp-reconcile validate --fix --dry-run
            """
    )

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, sarif, junit, github
    }

    @Argument(help: "A directory or a profile file; the same as --path.", completion: .file())
    var place: String?

    @OptionGroup var source: SourceOptions

    @Option(help: "text, json, sarif (2.1.0), junit, or github for annotations of a workflow.")
    var format: Format = .text

    @Option(help: "When to colour text: auto, always, never. NO_COLOR is honoured.")
    var color: OutputOptions.Color = .auto

    @Flag(help: "Report mistakes alone, and nothing that is only worth a look.")
    var noLint = false

    @Flag(help: "Warnings make the manifests invalid, too (exit code 3).")
    var strict = false

    @Flag(help: "Correct what is certain in the files, then report what is left.")
    var fix = false

    @Flag(help: "With --fix: show the corrections as a diff, and write nothing.")
    var dryRun = false

    func validate() throws {
        if place != nil, source.path != nil || source.repo != nil {
            throw ValidationError("PATH and --path or --repo name two sources: give one of them.")
        }
        if dryRun, !fix { throw ValidationError("--dry-run is about corrections: add --fix.") }
        if fix, source.repo != nil { throw ValidationError("--fix writes files, and --repo reads a commit.") }
    }

    func run() async throws {
        var source = source
        source.path = place ?? source.path
        try await source.fetch()
        let check = ManifestCheck(source: source, lints: !noLint)
        var result = try await NIOThreadPool.singleton.runIfActive { try check.run() }
        if fix {
            try correct(source, result.report)
            if dryRun { return }
            result = try await NIOThreadPool.singleton.runIfActive { try check.run() }
        }
        if let desired = result.desired { try await source.verify(desired) }
        show(result)
        let hasWarnings = result.report.diagnostics.contains { $0.severity == .warning }
        guard result.report.isValid, !(strict && hasWarnings) else { throw ExitStatus.invalidInput.code }
    }

    private func correct(_ source: SourceOptions, _ report: DiagnosticReport) throws {
        var edit = EditOptions()
        (edit.path, edit.dryRun) = (".", dryRun)
        do {
            var draft = try ManifestDraft(source.tree)
            _ = try draft.fix(report)
            try edit.write(draft.changes)
        } catch let problem as ManifestDraft.Problem {
            throw EditFailure(problem)
        }
    }

    private func show(_ result: ManifestCheck.Result) {
        let report = result.report
        switch format {
        case .json: Console.output.line(report.json)
        case .sarif: Console.output.write(report.sarif(version: ProgramVersion.current.text))
        case .junit: Console.output.write(report.junit)
        case .github: Console.output.write(report.annotations)
        case .text:
            Console.error.write(report.text(isColored: color.isOn(.error)))
            if report.isValid {
                Console.output.line("Valid: \(result.profiles) profiles, \(result.servers) servers.")
            } else {
                let count = report.diagnostics.count { $0.severity == .error }
                let noun = count == 1 ? "mistake" : "mistakes"
                Console.error.line("mcp-reconcile: \(count) \(noun) in the manifests; nothing was changed")
            }
        }
    }
}

/// Reads the manifests in every environment that is asked for, and collects what there is to say.
struct ManifestCheck: Sendable {
    let source: SourceOptions
    let lints: Bool

    struct Result: Sendable {
        var report: DiagnosticReport
        /// Nil if there are mistakes.
        var desired: DesiredState?
        var profiles = 0
        var servers = 0
    }

    func run() throws -> Result {
        var result = try look(at: source.loader())
        guard source.environmentName == nil else { return result }
        for environment in try source.loader().environments() {
            let loader = SpecLoader(tree: source.tree, environment: environment)
            result.report = result.report.merged(with: try look(at: loader).report)
        }
        return result
    }

    private func look(at loader: SpecLoader) throws -> Result {
        let (reading, findings) = lints ? try loader.review() : (try loader.read(), DiagnosticReport([]))
        switch reading.result {
        case .failure(let report): return Result(report: report.merged(with: findings))
        case .success(let desired):
            let servers = desired.profiles.reduce(0) { $0 + $1.servers.count + $1.remotes.count + $1.toolServers.count }
            return Result(
                report: findings,
                desired: desired,
                profiles: desired.profiles.count,
                servers: servers
            )
        }
    }
}
