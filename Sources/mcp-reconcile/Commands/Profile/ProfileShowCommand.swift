import ArgumentParser
import Spec

struct ProfileShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one profile: its servers and their tools, or its file.",
        discussion: """
            Example:
              mcp-reconcile profile show dev --format yaml
            """,
        aliases: ["inspect"]
    )

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, yaml
    }

    @Argument(help: "The profile's name.", completion: .profiles)
    var name: ProfileName

    @Option(help: ArgumentHelp("The directory with reconcile.yaml.", valueName: "dir"), completion: .directory)
    var path = "."

    @Option(help: "text, json, or yaml for the file as it is.")
    var format: Format = .text

    func run() throws {
        var edit = EditOptions()
        edit.path = path
        do {
            let (summary, text) = try edit.draft().profileText(name)
            switch format {
            case .yaml: Console.output.write(Console.output.isTerminal ? UntrustedText.escapingLines(text) : text)
            case .json: Console.output.line(summary.json)
            case .text: Console.output.write(Self.text(of: summary))
            }
        } catch let problem as ManifestDraft.Problem {
            throw EditFailure(problem)
        }
    }

    private static func text(of summary: ProfileSummary) -> String {
        var columns = ColumnWriter(header: ["SERVER", "REFERENCE", "TOOLS"])
        for server in summary.servers {
            let row = [server.name, server.reference, tools(of: server)]
            columns.add(row.map(UntrustedText.escaping))
        }
        let title = [summary.name, summary.description].compactMap { $0 }.joined(separator: ": ")
        return UntrustedText.escaping(title) + "\n\n" + columns.text
    }

    private static func tools(of server: ProfileSummary.Server) -> String {
        let allowed = server.allow.map { $0.isEmpty ? "none" : $0.joined(separator: ", ") } ?? "all"
        return server.deny.isEmpty ? allowed : "\(allowed) but not \(server.deny.joined(separator: ", "))"
    }
}
