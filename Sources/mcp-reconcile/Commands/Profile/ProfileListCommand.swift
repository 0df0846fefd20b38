import ArgumentParser
import Spec

struct ProfileListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the profiles of a tree.",
        discussion: """
            Example:
              mcp-reconcile profile ls --format json
            """,
        aliases: ["list"]
    )

    @Option(help: ArgumentHelp("The directory with reconcile.yaml.", valueName: "dir"), completion: .directory)
    var path = "."

    @OptionGroup var output: OutputOptions

    func run() throws {
        var edit = EditOptions()
        edit.path = path
        let summaries: [ProfileSummary]
        do {
            summaries = try edit.draft().profileSummaries()
        } catch let problem as ManifestDraft.Problem {
            throw EditFailure(problem)
        }
        switch output.format {
        case .json: Console.output.line(JSONText.encode(summaries.map(Shown.init)))
        case .text:
            let rows = summaries.map { [$0.name, "\($0.servers.count)", $0.file, $0.description ?? ""] }
            var columns = ColumnWriter(header: ["PROFILE", "SERVERS", "FILE", "DESCRIPTION"])
            for row in rows { columns.add(row.map(UntrustedText.escaping)) }
            Console.output.write(columns.text)
        }
    }

    private struct Shown: Encodable {
        let name: String
        let file: String
        let description: String?
        let servers: [String]

        init(_ summary: ProfileSummary) {
            (name, file, description) = (summary.name, summary.file, summary.description)
            servers = summary.servers.map(\.name)
        }
    }
}
