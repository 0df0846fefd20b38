/// How wide an apply works and how long it waits: every wait has an end.
package struct ExecutionLimits: Hashable, Sendable {
    /// Operations in flight at once.
    package var width = 8
    package var pull: Duration = .seconds(600)
    /// One short engine call: create, remove.
    package var call: Duration = .seconds(60)
    /// What admission may take beyond the server's own start timeout before the executor gives it up.
    package var admissionMargin: Duration = .seconds(15)
    /// How long calls in flight on a retired container may take to end.
    package var drain: Duration = .seconds(30)
    /// Between the stop signal and the kill.
    package var stopGrace: Duration = .seconds(10)
    /// One plan, from its first operation to its last.
    package var overall: Duration = .seconds(1800)
    /// How often an engine call is tried when the engine did not answer it.
    package var attempts = 3
    /// Before the second attempt; doubled before each further one.
    package var retryDelay: Duration = .milliseconds(100)
    /// How many plans one apply may need while others change the same containers.
    package var plans = 5
    /// How long to wait for another apply of the same owner on this host.
    package var lockWait: Duration = .seconds(60)

    package static let standard = ExecutionLimits()

    package init() {}
}
