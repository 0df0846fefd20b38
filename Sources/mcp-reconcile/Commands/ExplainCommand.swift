import Applier
import ArgumentParser
import ContainerEngine
import Planner
import Spec

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what a code, an exit status or a server of the manifests means.",
        discussion: """
            Of a server it shows every attribute that its container will have, and the line of the manifests that sets it; \
            the rest are defaults. Values that look secret are not shown. It needs no engine; where one can be asked, it \
            says what runs, from which commit, and in what it has drifted.

            Examples:
              mcp-reconcile explain MCPR0112
              mcp-reconcile explain 8
              mcp-reconcile explain dev/time
              mcp-reconcile explain time --env production
            """
    )

    @Argument(help: "A diagnostic's code, an exit status, PROFILE/SERVER, or SERVER.")
    var subject: String

    @OptionGroup var source: SourceOptions
    @OptionGroup var engine: EngineOptions

    func run() async throws {
        if let number = Int32(subject), number >= 0 { return try explain(status: number) }
        if subject.uppercased().wholeMatch(of: /MCPR[0-9]+/) != nil { return try explain(code: subject.uppercased()) }
        try await explainServer()
    }

    private func explain(status: Int32) throws {
        guard let meaning = ExitStatus.meaning(of: status) else {
            throw CommandFailure(status: .invalidInput, message: "no command ends with the exit status \(status)")
        }
        Console.output.line("Exit status \(status): \(meaning)")
    }

    private func explain(code text: String) throws {
        guard let code = DiagnosticCode(rawValue: text) else {
            let message = "there is no diagnostic \(text); docs/manifests.md lists all"
            throw CommandFailure(status: .invalidInput, message: message)
        }
        Console.output.line("\(code.rawValue): \(code.explanation)")
    }

    private func explainServer() async throws {
        let desired = try await source.load()
        let addresses = desired.servers(meantBy: subject)
        guard let address = addresses.first else { throw unknown(among: desired) }
        guard addresses.count == 1 else {
            let names = addresses.map(\.description).joined(separator: ", ")
            throw CommandFailure(status: .invalidInput, message: "'\(escapedSubject)' is in several profiles: \(names)")
        }
        guard let explanation = ServerExplanation(of: address, in: desired) else { throw unknown(among: desired) }
        Console.output.write(explanation.text + (await whatRuns(of: address, desired)))
    }

    /// What the engine has of the server; without one, only that.
    private func whatRuns(of address: ServerAddress, _ desired: DesiredState) async -> String {
        do {
            let status = try await StatusReading(source: source, engine: engine).read(desired)
            return status.servers.first { $0.address == address }?.explanation ?? ""
        } catch let error as EngineError {
            return "  engine       not asked: \(error.description)\n"
        } catch let error as ApplyError {
            return "  engine       not asked: \(error.description)\n"
        } catch {
            return "  engine       not asked: \(UntrustedText.escaping("\(error)"))\n"
        }
    }

    private var escapedSubject: String { UntrustedText.escaping(subject) }

    private func unknown(among desired: DesiredState) -> CommandFailure {
        let known = desired.allAddresses.map(\.description)
        let nearest = known.nearest(to: subject).map { "; did you mean '\($0)'?" } ?? ""
        let message = "no manifest names the server '\(escapedSubject)'\(nearest)"
        return CommandFailure(status: .invalidInput, message: message)
    }
}

extension DesiredState {
    fileprivate var allAddresses: [ServerAddress] {
        profiles.flatMap { profile in
            let names = profile.servers.map(\.name) + profile.remotes.map(\.name) + profile.toolServers.map(\.name)
            return names.map { ServerAddress(profile: profile.name, server: $0) }
        }
    }

    /// By `profile/server`, or by the name alone.
    fileprivate func servers(meantBy text: String) -> [ServerAddress] {
        allAddresses.filter { $0.description == text || $0.server.text == text }
    }
}
