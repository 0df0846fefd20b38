import ContainerEngine

/// How a container's process ended, in words that follow the server's name.
struct ExitCause: Sendable {
    /// How long the engine is asked; then the streams' end is all that is known.
    static let patience: Duration = .seconds(3)

    let text: String
    /// True if the process itself ended, and not just its streams or the engine.
    let isExit: Bool

    /// Asks the engine; what the engine does not tell is left out.
    init(of container: ContainerID, engine: EngineClient) async {
        do {
            let exit = try await engine.wait(container, deadline: Self.patience)
            isExit = true
            text =
                exit.isOutOfMemory
                ? "ran out of memory and was killed (exit code \(exit.code))"
                : "ended with exit code \(exit.code)"
        } catch {
            isExit = error.code == .notFound
            text = Self.words(for: error)
        }
    }

    /// The text for a server that has no standard streams to close.
    func text(isOverHTTP: Bool) -> String {
        isOverHTTP && !isExit ? "ended the connection" : text
    }

    private static func words(for error: EngineError) -> String {
        switch error.code {
        case .notFound: "was removed from the engine"
        case .timedOut, .cancelled: "closed its standard output"
        default: "was lost, and the engine does not say why: \(error.message)"
        }
    }
}
