import Applier
import ArgumentParser
import ContainerEngine
import Planner
import Spec

struct AdoptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Write a server into the manifests that is what a running container is.",
        discussion: """
            Reads a container that somebody started by hand, writes a server entry with its image, arguments, variables, \
            mounts, network and limits, and adds it to a profile, whose comments stay. Credentials are never written: the \
            profile asks for them by name. What cannot be said in a manifest is told, and in what the container that 'apply' \
            makes will be isolated better. The container itself is not touched: it runs until you stop it.

            Examples:
              mcp-reconcile adopt my-search --dry-run
              mcp-reconcile adopt my-search --as search --profile dev
              mcp-reconcile apply && docker stop my-search
            """
    )

    @Argument(
        help: "The container's name or id.",
        completion: .shellCommand("docker ps --all --format '{{.Names}}' 2>/dev/null")
    )
    var container: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("What the server is called; else what the container's name suggests.", valueName: "name")
    )
    var name: ServerName?

    @Option(
        help: "The profile that gets it; made if it does not exist. The only one there is, unless said.",
        completion: .profiles
    )
    var profile: ProfileName?

    @OptionGroup var edit: EditOptions
    @OptionGroup var engine: EngineOptions

    func validate() throws {
        if container.isEmpty { throw ValidationError("the container's name is empty.") }
    }

    func run() async throws {
        let profile = try chosenProfile()
        let adoption = try await look()
        var outcome: ManifestDraft.ImportOutcome?
        var remaining = DiagnosticReport([])
        try edit.edit(acceptingMistakes: true) { draft in
            outcome = try draft.adopt(adoption.container, as: name, into: profile)
            remaining = try draft.mistakes()
        }
        tell(adoption, outcome, profile)
        guard !remaining.isEmpty else { return }
        Console.error.write(remaining.text(isColored: OutputOptions.defaultColor(on: .error)))
        let state = edit.dryRun ? "would not be valid yet" : "written, and not valid yet"
        Console.error.line("mcp-reconcile: \(state): correct what is above, then 'validate'")
    }

    private func chosenProfile() throws -> ProfileName {
        if let profile { return profile }
        let names: [String]
        do {
            names = try edit.draft().profileSummaries().map(\.name)
        } catch let problem as ManifestDraft.Problem {
            throw EditFailure(problem)
        }
        guard names.count == 1, let only = ProfileName(names[0]) else {
            let list = names.isEmpty ? "there is none yet" : "there are: \(names.joined(separator: ", "))"
            let message = "say by --profile which profile gets the server; \(UntrustedText.escaping(list))"
            throw CommandFailure(status: .invalidInput, message: message)
        }
        return only
    }

    private func look() async throws -> Adoption {
        do {
            return try await engine.withClient { client in
                let inspection = try await client.inspect(named: container)
                let content = try await image(inspection.imageID, of: client)
                let current = try await image(inspection.configuration.image, of: client)
                return try Adoption(of: inspection, content, current: current)
            }
        } catch let refusal as Adoption.Refusal {
            switch refusal {
            case .ours(let message), .namelessImage(let message):
                throw CommandFailure(status: .failed, message: message)
            }
        }
    }

    /// Nil for one that the engine has not.
    private func image(_ name: ImageName, of client: EngineClient) async throws(EngineError) -> ImageInspection? {
        do {
            return try await client.inspectImage(name)
        } catch  where error.code == .notFound {
            return nil
        }
    }

    private func tell(_ adoption: Adoption, _ outcome: ManifestDraft.ImportOutcome?, _ profile: ProfileName) {
        let container = UntrustedText.escaping(adoption.container.name)
        guard let outcome, let server = outcome.name else { return }
        Console.error.line("\(container): adopted as \(profile)/\(server)")
        for note in outcome.notes { Console.error.line("  - \(UntrustedText.escaping(note))") }
        if !adoption.changes.isEmpty {
            Console.error.line("The container that 'apply' makes will differ from it in:")
            for change in adoption.changes { Console.error.line("  \(change.phrase)") }
        }
        Console.error.line(
            "'\(container)' itself is not touched. Once 'mcp-reconcile apply' has made the server's own:"
        )
        Console.error.line("  docker stop \(container) && docker rm \(container)")
    }
}
