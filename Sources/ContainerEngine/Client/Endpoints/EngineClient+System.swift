extension EngineClient {
    /// What the engine is.
    package func version() async throws(EngineError) -> EngineVersion {
        try await sendAndDecode(.get("/version", doing: "ask the engine for its version"))
    }

    /// What the engine and its host are; tells the engine's identity.
    package func info() async throws(EngineError) -> EngineInfo {
        try await sendAndDecode(.get("/info", doing: "ask the engine about itself"))
    }
}
