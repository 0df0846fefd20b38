import Applier
import ArgumentParser
import Spec
import SystemPackage

struct HistoryShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show all that is remembered of one run.",
        discussion: """
            Example:
              mcp-reconcile history show 3f9a
            """
    )

    @Argument(
        help: "The run's id, or its first characters.",
        completion: .custom { _, _, _ in HistoryCompletion.ids }
    )
    var id: String

    @OptionGroup var owner: OwnerOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var log: LogOptions

    func run() async throws {
        log.bootstrap()
        let content = try Journal.ofThisUser(try await owner.ownerID()).contentToShow()
        let entry = try content.onlyEntry(named: id)
        switch output.format {
        case .text: Console.output.write(HistoryEntryPage(entry: entry).text)
        case .json: Console.output.line(JSONText.encode(HistoryDocument.Entry(entry)))
        }
    }
}

extension JournalContent {
    /// - Throws: ``CommandFailure`` if none has the id, or several begin with it.
    func onlyEntry(named id: String) throws -> JournalEntry {
        let shown = UntrustedText.escaping(id)
        switch entry(named: id) {
        case .one(let entry): return entry
        case .none:
            throw CommandFailure(
                status: .invalidInput,
                message: "nothing is remembered of a run '\(shown)': 'mcp-reconcile history' lists what there is"
            )
        case .several(let entries):
            let ids = entries.map { UntrustedText.escaping($0.id) }.joined(separator: ", ")
            throw CommandFailure(
                status: .invalidInput,
                message: "'\(shown)' is the beginning of several ids, give more of it: \(ids)"
            )
        }
    }
}

/// What a shell offers where an id is meant.
enum HistoryCompletion {
    /// Those of the manifests in the working directory.
    static var ids: [String] {
        // Where there are no manifests there is nothing to offer, and nobody to tell.
        guard let owner = try? SpecLoader(tree: .directory(".")).owner(),
            let content = try? Journal.ofThisUser(owner).content()
        else { return [] }
        return content.entries.reversed().map(\.id)
    }
}
