extension EngineClient {
    /// Creates a network.
    ///
    /// - Throws: ``EngineError``; `conflict` if the name is taken.
    package func createNetwork(_ configuration: NetworkConfiguration) async throws(EngineError) -> NetworkID {
        struct Created: Decodable {
            var id: String

            enum CodingKeys: String, CodingKey {
                case id = "Id"
            }
        }
        let doing = "create network \(EscapedText(configuration.name))"
        let request = EngineRequest.post("/networks/create", doing: doing)
        return NetworkID(try await sendAndDecode(request.with(json: configuration), as: Created.self).id)
    }

    /// Everything about one network, by identifier or name.
    package func inspectNetwork(_ network: NetworkID) async throws(EngineError) -> NetworkInspection {
        try await sendAndDecode(.get(path(network), doing: "inspect network \(EscapedText(network.text))"))
    }

    /// Networks whose labels fulfil every condition.
    package func listNetworks(labels: [LabelSelector] = []) async throws(EngineError) -> [NetworkInspection] {
        var request = EngineRequest.get("/networks", doing: "list networks")
        var filters = EngineFilters()
        filters.add("label", labels.map(\.text))
        try filters.append(to: &request)
        return try await sendAndDecode(request)
    }

    /// Removes a network.
    ///
    /// - Throws: ``EngineError``; a network in use is refused.
    package func removeNetwork(_ network: NetworkID) async throws(EngineError) {
        try await send(.delete(path(network), doing: "remove network \(EscapedText(network.text))"))
    }

    private func path(_ network: NetworkID) -> String {
        "/networks/\(PercentEncoding.everything.encode(network.text))"
    }
}
