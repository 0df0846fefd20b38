import ContainerEngine

/// How a container's process ended, in words that follow the server's name.
struct ExitCause: Sendable {
    let text: String

    /// Asks the engine; what the engine does not tell is left out.
    init(of container: ContainerID, engine: EngineClient) async {
        do {
            let state = try await engine.inspect(container).state
            if state.isOutOfMemory {
                text = "ran out of memory and was killed (exit code \(state.exitCode))"
            } else if state.status == .running {
                text = "closed its standard output"
            } else {
                text = "ended with exit code \(state.exitCode)"
            }
        } catch where error.code == .notFound {
            text = "was removed from the engine"
        } catch {
            text = "ended, and the engine does not say how: \(error)"
        }
    }
}
