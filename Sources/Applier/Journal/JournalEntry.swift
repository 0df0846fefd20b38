import Planner
package import Spec

/// One run that changed an engine or failed to, as it is remembered.
package struct JournalEntry: Hashable, Sendable, Codable {
    /// The form of the file's lines; a line of another one is not read.
    ///
    /// What a run is when it begins is a whole entry, too: to programs that do not know of that it is one that failed.
    package static let currentFormat = 1
    /// How many servers an entry names; of more it only says how many.
    package static let serverLimit = 200
    /// In characters.
    package static let reasonLimit = 300
    /// What a shell reports for a program that SIGKILL ended.
    static let killedStatus: Int32 = 137

    /// Where the manifests came from, and how they are found again.
    package struct Origin: Hashable, Sendable, Codable {
        package var kind: String
        /// The repository's directory or address, the directory, or the file.
        package var place: String
        /// The path of the manifests within their repository; empty for its root.
        package var directory: String
        /// The one profile that was selected; nil for all.
        package var profile: String?
        package var environment: String?
        /// The servers that were meant, and those that were not, where not all were.
        package var targets: [String] = []
        package var excludes: [String] = []
        /// The commit; nil for files of a directory.
        package var revision: Revision?
        /// The digest of the files' content.
        package var content: String?
        /// The digest of the snapshot that was kept of the files.
        package var snapshot: String?
        /// Why no snapshot was kept, where one would be needed.
        package var unkept: String?
        /// True if the manifests were asked for nothing, as `destroy` does.
        package var isEmpty = false

        package init(kind: String, place: String, directory: String = "") {
            (self.kind, self.place, self.directory) = (kind, place, directory)
        }

        /// The same, as far as a run does not say otherwise.
        fileprivate func of(_ desired: DesiredState, _ scope: PlanScope) -> Self {
            var origin = self
            (origin.revision, origin.targets, origin.excludes) = (desired.revision, scope.targets, scope.excludes)
            return origin
        }
    }

    /// What became of one server.
    package struct Server: Hashable, Sendable, Codable {
        package enum Result: String, Hashable, Sendable, Codable, CaseIterable {
            case unchanged, applied, failed, interrupted
            case rolledBack = "rolled-back"
        }

        package var address: String
        package var action: String
        package var result: Result
        /// Why it is not as it should be; escaped and shortened.
        package var reason: String?
    }

    package var format = Self.currentFormat
    /// Eight hexadecimal digits.
    package var id: String
    /// When it ended, in seconds since 1970; or began, if it did not end.
    package var time: Int64
    package var milliseconds: Int64
    /// The id of the user who ran it.
    package var user: UInt32
    /// As it was typed, without options: `apply`, `gateway run`.
    package var command: String
    package var origin: Origin
    /// The digest of the plan that somebody saw before.
    package var plan: String?
    /// Those that were not right already, sorted by address.
    package var servers: [Server]
    /// How many more there were.
    package var omitted = 0
    /// The status that the run ended with; of one that did not end, that of being killed.
    package var status: Int32
    /// The process that carries it out; nil once the run has ended.
    package var process: RunningProcess?

    package var didSucceed: Bool { status == 0 }

    /// False for a run of which only its beginning is known.
    package var hasEnded: Bool { process == nil }

    /// True while the run is being carried out.
    package var isUnderWay: Bool { process?.isAlive ?? false }

    /// Remembers a run.
    ///
    /// - Parameters:
    ///   - run: What was done.
    ///   - command: Who did it.
    ///   - origin: Where the manifests came from; what the run says of them counts more.
    ///   - time: When it ended, in seconds since 1970.
    ///   - user: Who ran it.
    ///   - id: A name for it that no other entry has; the run's own unless said.
    package init(
        _ run: ReconcileRun,
        by command: String,
        from origin: Origin,
        at time: Int64,
        user: UInt32,
        id: String? = nil
    ) {
        self.id = id ?? run.id
        self.time = time
        milliseconds = Int64(run.duration / .milliseconds(1))
        self.user = user
        self.command = command
        self.origin = origin.of(run.desired, run.scope)
        let changed = run.report.outcomes.filter { $0.result != .unchanged }.map(Server.init)
        servers = Array(changed.prefix(Self.serverLimit))
        omitted = changed.count - servers.count
        status = run.status
    }

    /// Remembers a run that is about to change something: that is all there is to know if it is killed.
    ///
    /// - Parameters:
    ///   - run: What is to be done.
    ///   - command: Who does it.
    ///   - origin: Where the manifests came from; what the run says of them counts more.
    ///   - time: When it began, in seconds since 1970.
    ///   - user: Who runs it.
    ///   - process: What runs it.
    package init(
        _ run: BegunRun,
        by command: String,
        from origin: Origin,
        at time: Int64,
        user: UInt32,
        in process: RunningProcess
    ) {
        id = run.id
        self.time = time
        milliseconds = 0
        self.user = user
        self.command = command
        self.origin = origin.of(run.desired, run.scope)
        let worked = Set(run.plan.operations.map(\.address))
        let changing = run.plan.changes.filter { worked.contains($0.address) }.map { change in
            Server(address: change.address.description, action: change.action.rawValue, result: .interrupted)
        }
        servers = Array(changing.prefix(Self.serverLimit))
        omitted = changing.count - servers.count
        status = Self.killedStatus
        self.process = process
    }

    package static func makeID() -> String {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}

extension JournalEntry {
    /// Tells what was asked for apart; nil if that is not known.
    package var state: String? {
        origin.isEmpty ? "nothing" : origin.revision?.commit ?? origin.content ?? origin.snapshot
    }

    /// True if only some servers were meant.
    package var isPartial: Bool { !origin.targets.isEmpty || !origin.excludes.isEmpty }

    /// True if what was asked for was reached as a whole, and can be read again.
    var canBeReturnedTo: Bool {
        didSucceed && !isPartial && !origin.isEmpty && (origin.revision != nil || origin.snapshot != nil)
    }

    /// True if it only says once more that the same does not succeed.
    func repeats(_ other: Self) -> Bool {
        guard !servers.contains(where: { $0.result == .applied }), !other.isUnderWay else { return false }
        return (command, state, servers, status) == (other.command, other.state, other.servers, other.status)
    }
}

extension JournalEntry.Server {
    fileprivate init(_ outcome: ApplyReport.Outcome) {
        address = outcome.address.description
        action = outcome.action.rawValue
        let text: String?
        switch outcome.result {
        case .unchanged: (result, text) = (.unchanged, nil)
        case .applied: (result, text) = (.applied, nil)
        case .interrupted: (result, text) = (.interrupted, nil)
        case .rolledBack(let error): (result, text) = (.rolledBack, error.message)
        case .failed(let failure): (result, text) = (.failed, failure.message)
        }
        reason = text.map { String(UntrustedText.escaping($0).prefix(JournalEntry.reasonLimit)) }
    }
}
