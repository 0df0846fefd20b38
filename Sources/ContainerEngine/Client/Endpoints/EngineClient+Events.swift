import AsyncHTTPClient

extension EngineClient {
    /// What happens on the engine from now on, or from `since` on.
    ///
    /// The stream ends by throwing ``EngineError`` with code `connectionLost` when the engine closes it; a caller that
    /// wants to go on asks again with the time of the last event. It is closed when its iterator is released.
    package func events(
        since: EngineTime? = nil,
        filter: EventFilter = EventFilter()
    ) async throws(EngineError) -> EngineEvents {
        var request = EngineRequest.get("/events", doing: "follow the engine's events")
        if let since { request.query.append(("since", since.query)) }
        var filters = EngineFilters()
        filters.add("type", filter.kinds.map(\.text))
        filters.add("event", filter.actions)
        filters.add("label", filter.labels.map(\.text))
        try filters.append(to: &request)
        return EngineEvents(try await open(request).body, client: self, doing: request.doing)
    }
}
