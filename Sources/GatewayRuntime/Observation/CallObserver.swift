package import CallTraces

/// Is told of every call that has ended.
package protocol CallObserver: Sendable {
    /// Called on the call's path: must neither block nor throw work away that it was asked to keep, but count it.
    func callEnded(_ call: CallTrace)
}

extension TraceRecorder: CallObserver {
    package func callEnded(_ call: CallTrace) { record(call) }
}
