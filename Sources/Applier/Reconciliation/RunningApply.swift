import Spec
import Synchronization

/// The run under way, which a newer state can end early.
final class RunningApply: Sendable {
    private struct Run {
        var desired: DesiredState
        var interruption: Interruption
        var isSuperseded = false
    }

    private let run = Mutex<Run?>(nil)

    /// Begins a run, and returns what ends it early.
    func begin(_ desired: DesiredState) -> Interruption {
        let interruption = Interruption()
        run.withLock { $0 = Run(desired: desired, interruption: interruption) }
        return interruption
    }

    /// Ends a run, and returns whether a newer state wanted it to end.
    func end() -> Bool {
        run.withLock { run in
            defer { run = nil }
            return run?.isSuperseded ?? false
        }
    }

    var isUnderWay: Bool { run.withLock { $0 != nil } }

    /// Lets a run for another state end at the next safe point, without waiting for servers that are wanted otherwise.
    func supersede(by newer: DesiredState) {
        let interrupted = run.withLock { run -> (Interruption, Set<ServerAddress>)? in
            guard let current = run, current.desired.profiles != newer.profiles, !current.isSuperseded else {
                return nil
            }
            run?.isSuperseded = true
            let (before, after) = (current.desired.servers, newer.servers)
            return (current.interruption, Set(before.keys.filter { before[$0] != after[$0] }))
        }
        guard let (interruption, abandoned) = interrupted else { return }
        interruption.request(abandoning: abandoned)
    }
}
