import ArgumentParser
import Spec

struct ProfileExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a profile in the format of Docker's MCP Gateway.",
        discussion: """
            The file has a snapshot of each server's entry, as 'docker mcp profile import' and 'mcp-reconcile import' \
            read it. What that format cannot hold is told on standard error, and a profile whose tools it cannot \
            limit as the manifests do is refused.

            Examples:
              mcp-reconcile profile export dev --out dev.docker.yaml
              mcp-reconcile profile export dev --format docker-mcp-json
            """
    )

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case dockerMCP = "docker-mcp"
        case dockerMCPJSON = "docker-mcp-json"
    }

    @Argument(help: "The profile's name.", completion: .profiles)
    var name: ProfileName

    @Option(help: ArgumentHelp("The directory with reconcile.yaml.", valueName: "dir"), completion: .directory)
    var path = "."

    @Option(help: "docker-mcp for YAML, docker-mcp-json for JSON.")
    var format: Format = .dockerMCP

    @Option(help: ArgumentHelp("Write to this file, which must be new.", valueName: "file"), completion: .file())
    var out: String?

    func run() throws {
        var edit = EditOptions()
        edit.path = path
        let export: GatewayExport
        do {
            export = try edit.draft().export(name)
        } catch let problem as ManifestDraft.Problem {
            throw EditFailure(problem)
        }
        try write(format == .dockerMCP ? export.yaml : export.json + "\n")
        for note in export.notes {
            let subject = note.server.map { "\(name)/\($0)" } ?? name.text
            Console.error.line("\(subject): \(UntrustedText.escaping(note.text))")
        }
    }

    private func write(_ text: String) throws {
        guard let out else {
            Console.output.write(Console.output.isTerminal ? UntrustedText.escapingLines(text) : text)
            return
        }
        try NewFile(path: out).write(text)
    }
}
