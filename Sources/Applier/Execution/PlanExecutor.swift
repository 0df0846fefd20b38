import ContainerEngine
import Planner
import Spec

/// Runs the operations of a plan as a graph: as wide as allowed, each after the success of what it depends on.
///
/// One server's failure leaves the others' work going. Every operation has a deadline, and so has the whole.
struct PlanExecutor: Sendable {
    let engine: EngineClient
    let rollout: any Rollout
    let limits: ExecutionLimits
    let clock: any Clock<Duration>
    let events: @Sendable (ApplyEvent) -> Void

    /// Runs what can be run, admitting candidates for `servers`; errors are part of the record.
    func execute(
        _ operations: [Operation],
        serving servers: [ServerAddress: ServerSpec],
        interruption: Interruption
    ) async -> ExecutionRecord {
        var run = Run(
            graph: ExecutionGraph(operations),
            runner: OperationRunner(
                engine: engine,
                rollout: rollout,
                servers: servers,
                limits: limits,
                interruption: interruption,
                clock: clock
            ),
            events: events,
            elapsed: makeStopwatch(clock),
            limits: limits
        )
        return await run.finish(interruption: interruption)
    }
}

/// One execution: the graph decides, the group works, the record remembers.
private struct Run {
    struct Completion: Sendable {
        var operation: Operation
        var result: ExecutionRecord.Result
        var duration: Duration
    }

    var graph: ExecutionGraph
    let runner: OperationRunner
    let events: @Sendable (ApplyEvent) -> Void
    let elapsed: @Sendable () -> Duration
    let limits: ExecutionLimits
    var record = ExecutionRecord()

    mutating func finish(interruption: Interruption) async -> ExecutionRecord {
        await withTaskGroup(of: Completion.self) { group in
            var inFlight = 0
            repeat {
                while inFlight < max(1, limits.width), mayBegin(interruption), let operation = graph.next() {
                    begin(operation, in: &group)
                    inFlight += 1
                }
                guard inFlight > 0, let completion = await group.next() else { break }
                inFlight -= 1
                note(completion)
            } while true
        }
        withhold(graph.withholdRest(), because: nil)
        return record
    }

    private func mayBegin(_ interruption: Interruption) -> Bool {
        !Task.isCancelled && !interruption.isRequested && elapsed() < limits.overall
    }

    private func begin(_ operation: Operation, in group: inout TaskGroup<Completion>) {
        events(.started(operation))
        let (runner, elapsed, remaining) = (runner, elapsed, limits.overall - elapsed())
        group.addTask {
            let start = elapsed()
            let result = await runner.perform(operation, within: remaining)
            return Completion(operation: operation, result: result, duration: elapsed() - start)
        }
    }

    private mutating func note(_ completion: Completion) {
        let operation = completion.operation
        record.note(operation, completion.result)
        switch completion.result {
        case .succeeded, .alreadySo:
            graph.succeeded(operation)
            events(.finished(operation, completion.duration))
        case .rolledBack(let error):
            events(.rolledBack(operation, error))
            withhold(graph.failed(operation), because: nil)
        case .failed(let failure), .withheld(let failure?):
            events(failure.code == .superseded ? .withheld(operation) : .failed(operation, failure))
            withhold(graph.failed(operation), because: failure)
        case .withheld(because: nil):
            withhold(graph.failed(operation), because: nil)
        }
    }

    private mutating func withhold(_ operations: [Operation], because failure: OperationFailure?) {
        for operation in operations {
            record.note(operation, .withheld(because: failure))
            events(.withheld(operation))
        }
    }
}
