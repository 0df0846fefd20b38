import Applier
import ArgumentParser
import ContainerEngine
import GatewayRuntime
import NIOPosix
import Planner
import Spec
import SystemPackage

struct LockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Write down which images run and what their servers list, in mcp-reconcile.lock.",
        discussion: """
            Starts each server in a sandbox (no network, no files of the host, every hardening default), reads its \
            tools, prompts and resources, and writes their full definitions and the content of its image beside the \
            manifests. Commit that file: its changes are what a review of a new image is about. Entries that are right \
            stay as they are.

            Servers that a profile names by the https URL of an MCP registry have their document fetched, once, and kept \
            in the lock as well.

            With --check nothing is written; what differs is printed, and the exit status is 9. Servers that run \
            elsewhere are asked only with --remote.

            Examples:
              mcp-reconcile lock
              mcp-reconcile lock --update github --update dev/time
              mcp-reconcile lock --check
              mcp-reconcile lock --check --repo . --ref origin/main
            """
    )

    @Option(
        help: ArgumentHelp(
            "Renew only this server, and ask the registry what its image's name stands for now; may be repeated.",
            discussion: "A server's name, or profile/server.",
            valueName: "name"
        )
    )
    var update: [String] = []

    @Flag(help: "Write nothing; print what is not as it was locked, and exit with 9.")
    var check = false

    @Flag(help: "Look at remote servers as well: they are connected to.")
    var remote = false

    @Flag(help: "Fetch documents of registries also over http, and from addresses that are not of the Internet.")
    var allowPrivateAddresses = false

    @OptionGroup var source: SourceOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var log: LogOptions

    func validate() throws {
        if source.repo != nil, !check {
            throw ValidationError("--repo is only read: give the manifests' directory by --path, or add --check.")
        }
    }

    func run() async throws {
        log.bootstrap()
        let documents = try await registryDocuments()
        let desired = try await source.loader(lock: .ignore, documents: documents).loadOffPool()
        let place = try await NIOThreadPool.singleton.runIfActive { [tree = source.tree] in
            try Lockfile.place(in: tree)
        }
        let former = desired.lockfile ?? Lockfile()
        let wanted = try wanted(of: desired)
        let outcomes = wanted.isEmpty ? [] : try await look(at: wanted, of: desired, former)
        var (lockfile, report) = combine(outcomes, of: desired, former)
        lockfile.documents = documents
        switch output.format {
        case .text: Console.output.write(report.text(isCheck: check))
        case .json: Console.output.line(report.json(isCheck: check))
        }
        if check {
            try finishCheck(report, hasLock: desired.lockfile != nil)
        } else {
            try write(lockfile, over: desired, place, report)
        }
    }

    /// What the URLs of references stand for: as it was locked, unless it is to be renewed.
    private func registryDocuments() async throws -> [String: LockedDocument] {
        let loader = try source.loader(lock: .ignore)
        let (references, lock) = try await NIOThreadPool.singleton.runIfActive {
            do {
                return try loader.registryReferences()
            } catch let error as SpecError {
                throw LoadFailure.unavailable(error)
            }
        }
        let documents = RegistryDocuments(
            locked: lock?.documents ?? [:],
            // Other environments may refer to other documents.
            isKeepingAll: source.environmentName != nil,
            allowsPrivateAddresses: allowPrivateAddresses
        )
        let renewed = references.filter { reference in
            update.contains { Self.isNamed(reference.address, $0) }
        }
        if check { return try documents.checked(references) }
        return try await documents.fetched(references, renewing: Set(renewed.map(\.url)))
    }

    /// The servers that are looked at.
    private func wanted(of desired: DesiredState) throws -> [(ServerAddress, Locking.Server)] {
        let servers = desired.profiles.flatMap { profile -> [(ServerAddress, Locking.Server)] in
            func at(_ name: ServerName) -> ServerAddress { ServerAddress(profile: profile.name, server: name) }
            return profile.servers.map { (at($0.name), .container($0)) }
                + profile.remotes.map { (at($0.name), .remote($0)) }
                + profile.toolServers.map { (at($0.name), .tools($0)) }
        }
        for name in update where !servers.contains(where: { Self.isNamed($0.0, name) }) {
            throw CommandFailure(
                status: .invalidInput,
                message: "--update '\(UntrustedText.escaping(name))' names no server of these manifests"
            )
        }
        return servers.filter { address, server in
            if case .remote = server, !remote { return false }
            return update.isEmpty || update.contains { Self.isNamed(address, $0) }
        }
    }

    private static func isNamed(_ address: ServerAddress, _ name: String) -> Bool {
        name == address.description || name == address.server.text
    }

    private func look(
        at servers: [(ServerAddress, Locking.Server)],
        of desired: DesiredState,
        _ former: Lockfile
    ) async throws -> [Locking.Outcome] {
        guard let profile = servers.first?.0.profile else { return [] }
        return try await engine.withClient { client in
            let sandbox = try LockSandbox(
                engine: client,
                version: ProgramVersion.current.text,
                in: ApplyLock.ofThisUser.directory,
                for: .init(owner: desired.owner, profile: profile)
            )
            await sandbox.sweep()
            let locking = Locking(
                sandbox: sandbox,
                images: ImageResolution(engine: client),
                former: former,
                isRenewing: !update.isEmpty
            )
            do {
                let outcomes = try await cancelledBySignal { await locking.look(at: servers) }
                await sandbox.close()
                return outcomes
            } catch {
                await sandbox.close()
                throw error
            }
        }
    }

    // MARK: Results

    /// The lock that is right now, and what became of each server.
    private func combine(
        _ outcomes: [Locking.Outcome],
        of desired: DesiredState,
        _ former: Lockfile
    ) -> (Lockfile, LockReport) {
        var lockfile = former
        var lines: [LockReport.Line] = []
        for outcome in outcomes {
            let (address, old) = (outcome.address, former.servers[outcome.address])
            switch outcome.result {
            case .failure(let problem):
                lines.append(.init(address: address, result: .failed, details: [problem.message]))
            case .success(let new):
                if let old, old.locksSame(as: new) {
                    lines.append(.init(address: address, result: .unchanged, details: []))
                    continue
                }
                lockfile.servers[address] = new
                let details = LockDifference(from: old, to: new).lines
                lines.append(.init(address: address, result: old == nil ? .added : .renewed, details: details))
            }
        }
        let named = Set(
            desired.profiles.flatMap { profile in
                profile.serving.map { ServerAddress(profile: profile.name, server: $0.name) }
            }
        )
        let profiles = Set(desired.profiles.map(\.name))
        for address in former.servers.keys where update.isEmpty && !named.contains(address) {
            guard desired.isComplete || profiles.contains(address.profile) else { continue }
            lockfile.servers[address] = nil
            lines.append(.init(address: address, result: .removed, details: []))
        }
        if !remote {
            let skipped = desired.profiles.flatMap { profile in
                profile.remotes.map { ServerAddress(profile: profile.name, server: $0.name) }
            }
            .filter { former.servers[$0] == nil && update.isEmpty }
            let words = ["it runs elsewhere: --remote connects to it"]
            lines += skipped.map { .init(address: $0, result: .skipped, details: words) }
        }
        return (lockfile, LockReport(lines: lines.sorted { $0.address < $1.address }))
    }

    private func finishCheck(_ report: LockReport, hasLock: Bool) throws {
        if report.isOther || !hasLock {
            let help = "run 'mcp-reconcile lock', look at what has changed, and commit it"
            let problem = hasLock ? "the servers are not as they were locked" : "there is no \(Lockfile.fileName)"
            throw CommandFailure(status: .notTrusted, message: "\(problem): \(help)")
        }
        if report.hasFailures { throw CommandFailure(status: .failed, message: "not every server could be looked at") }
    }

    private func write(
        _ lockfile: Lockfile,
        over desired: DesiredState,
        _ place: FilePath?,
        _ report: LockReport
    ) throws {
        guard let place else { preconditionFailure("what is read from git is only checked") }
        let isWorthIt = !report.hasFailures || report.hasSuccesses || lockfile.documents != desired.lockfile?.documents
        if lockfile != desired.lockfile, isWorthIt {
            try WrittenFile(path: place.string).write(lockfile.text)
            if output.format == .text { Console.output.line("Wrote \(UntrustedText.escaping(place.string)).") }
        }
        guard report.hasFailures else { return }
        throw CommandFailure(
            status: report.hasSuccesses ? .partlyApplied : .failed,
            message: "not every server could be looked at, see above; the lock says of those what it said before"
        )
    }
}
