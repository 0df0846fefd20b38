import ArgumentParser
import GatewayRuntime
import Spec
import SystemPackage

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take servers over from another tool's configuration.",
        discussion: """
            Reads an MCP client's JSON (mcpServers, or VS Code's servers), a Compose file, a server.json of the MCP \
            registry, a profile that Docker's MCP Gateway exported, or its registry.yaml with the config.yaml, tools.yaml and catalogs/ beside it. Each server \
            becomes a file in servers/ and an item of the profile. What cannot be taken over is told, and why. \
            Credentials are never written.

            Examples:
              mcp-reconcile import ~/.config/claude/claude_desktop_config.json --profile dev
              mcp-reconcile import compose.yaml --profile dev --only search --dry-run
              mcp-reconcile import ~/.docker/mcp/registry.yaml --profile desktop
              mcp-reconcile import https://registry.modelcontextprotocol.io/v0/servers/com.example/weather --profile dev
            """
    )

    @Argument(help: "The other tool's file; or the https URL of a server in an MCP registry.", completion: .file())
    var file: String

    @Option(help: "The profile that gets the servers; made if it does not exist.", completion: .profiles)
    var profile: ProfileName

    @Option(help: ArgumentHelp("One server to take over; may be repeated. All, unless said.", valueName: "name"))
    var only: [String] = []

    @Flag(help: "A URL may be plain http, and lead to private addresses.")
    var allowPrivateAddresses = false

    @OptionGroup var edit: EditOptions

    func run() async throws {
        var outcomes: [ManifestDraft.ImportOutcome] = []
        var remaining = DiagnosticReport([])
        let source = try await self.source()
        try edit.edit(acceptingMistakes: true) { draft in
            outcomes = try draft.importServers(from: source, into: profile, only: only)
            remaining = try draft.mistakes()
        }
        for outcome in outcomes { tell(outcome) }
        guard !remaining.isEmpty else { return }
        Console.error.write(remaining.text(isColored: OutputOptions.defaultColor(on: .error)))
        Console.error.line("mcp-reconcile: written, and not valid yet: correct what is above, then 'validate'")
    }

    private func tell(_ outcome: ManifestDraft.ImportOutcome) {
        let name = UntrustedText.escaping(outcome.originalName)
        let result = outcome.name.map { "taken over as \(profile)/\($0)" } ?? "not taken over"
        Console.error.line("\(name): \(result)")
        for note in outcome.notes { Console.error.line("  - \(UntrustedText.escaping(note))") }
    }

    // MARK: Files

    private func source() async throws -> ImportSource {
        if file.hasPrefix("https://") || file.hasPrefix("http://") { return try await fetchedSource() }
        let path = FilePath(file)
        guard let bytes = try bytes(of: path) else {
            throw CommandFailure(status: .invalidInput, message: "there is no file '\(UntrustedText.escaping(file))'")
        }
        let name = path.lastComponent?.string ?? file
        do {
            let source = try ImportSource(name: name, bytes: bytes)
            guard source.needsCompanions else { return source }
            return try ImportSource(name: name, bytes: bytes, companions: try companions(of: path))
        } catch let report as DiagnosticReport {
            throw LoadFailure.invalid(report)
        }
    }

    private func fetchedSource() async throws -> ImportSource {
        let url = RegistryURL(file).document
        do {
            let document = try await FetchedDocument(at: url, allowingPrivateAddresses: allowPrivateAddresses)
            return try ImportSource(name: url, bytes: document.bytes, isFetched: true)
        } catch let failure as FetchedDocument.Failure {
            throw CommandFailure(status: .failed, message: failure.description)
        } catch let report as DiagnosticReport {
            throw LoadFailure.invalid(report)
        }
    }

    private func companions(of path: FilePath) throws -> [String: [UInt8]] {
        let directory = path.removingLastComponent()
        var found: [String: [UInt8]] = [:]
        for name in ImportSource.companionNames { found[name] = try bytes(of: directory.appending(name)) }
        let catalogs = directory.appending("catalogs")
        for name in DirectoryNames(of: catalogs).names where [".yaml", ".yml", ".json"].contains(where: name.hasSuffix)
        {
            found["catalogs/\(name)"] = try bytes(of: catalogs.appending(name))
        }
        return found
    }

    /// Nil if there is no such file.
    private func bytes(of path: FilePath) throws -> [UInt8]? {
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
            return try file.closeAfter { try Self.content(of: file) }
        } catch Errno.noSuchFileOrDirectory {
            return nil
        } catch let error as Errno {
            let place = UntrustedText.escaping(path.string)
            throw CommandFailure(status: .invalidInput, message: "cannot read '\(place)': \(error)")
        }
    }

    /// Catalogs are the largest files that other tools have.
    private static let largestFile = 16 << 20

    private static func content(of file: FileDescriptor) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count <= largestFile {
            let part = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            if part.isEmpty { break }
            bytes += part
        }
        return bytes
    }
}
