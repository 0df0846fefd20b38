import Applier
import ArgumentParser
import Planner
import Spec

struct HistoryListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the runs, newest first.",
        discussion: """
            Example:
              mcp-reconcile history ls --server clock --limit 5
            """,
        aliases: ["list"]
    )

    @OptionGroup var owner: OwnerOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var log: LogOptions

    @Option(help: ArgumentHelp("How many runs are listed.", valueName: "number"))
    var limit = Journal.capacity

    @Option(
        help: ArgumentHelp(
            "Only runs that did something about these servers.",
            discussion: "A glob over profile/server, or over the server's name if it has no slash.",
            valueName: "glob"
        )
    )
    var server: String?

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit is a number from 1 on.") }
    }

    func run() async throws {
        log.bootstrap()
        let entries = try Journal.ofThisUser(try await owner.ownerID()).contentToShow().entries
        let page = HistoryPage(entries: entries.reversed().filter(isWanted).prefix(limit).map { $0 })
        switch output.format {
        case .text:
            if page.entries.isEmpty {
                Console.error.line("mcp-reconcile: nothing is remembered\(server == nil ? "" : " of these servers")")
            } else {
                Console.output.write(page.text)
            }
        case .json: Console.output.line(JSONText.encode(page.document))
        }
    }

    private func isWanted(_ entry: JournalEntry) -> Bool {
        guard let server else { return true }
        let scope = PlanScope(targets: [server])
        return entry.servers.contains { ServerAddress($0.address).map(scope.contains) ?? false }
    }
}
