import ArgumentParser
import CallTraces
import FoundationEssentials

/// Which traces are meant.
struct TraceFilterOptions: ParsableArguments {
    enum Outcome: String, CaseIterable, ExpressibleByArgument {
        case ok
        case toolError = "tool_error"
        case error
        case timedOut = "timed_out"
        case cancelled
        case blocked
    }

    @Option(help: "Only calls of this server.")
    var server: String?

    @Option(help: "Only calls of this tool, prompt or resource; * and ? stand for any text and any character.")
    var target: String?

    @Option(help: "Only calls of this method, such as tools/call.")
    var method: String?

    @Option(help: "Only calls that ended so.")
    var outcome: Outcome?

    @Option(help: "Only calls of this session, as 'traces show' names it.")
    var session: String?

    @Option(help: ArgumentHelp("Only calls of the last while.", valueName: "90s|15m|12h|7d"))
    var since: String?

    @Option(help: ArgumentHelp("Only calls that took at least so long.", valueName: "milliseconds"))
    var slower: Int?

    func validate() throws {
        guard let since, LookBack(since) == nil else { return }
        throw ValidationError("--since is a number with s, m, h or d, such as 15m.")
    }

    func filter(limit: Int = TraceFilter.defaultLimit) -> TraceFilter {
        let start = since.flatMap(LookBack.init)?.start.timeIntervalSince1970
        return TraceFilter(
            server: server,
            method: method,
            target: target,
            outcome: outcome.flatMap { CallTrace.Outcome(rawValue: $0.rawValue) },
            session: session,
            since: start.map { Int64($0 * 1_000_000) },
            minimumDuration: slower.map { .milliseconds($0) },
            limit: limit
        )
    }
}
