extension EngineClient {
    /// Creates a volume; one that exists under this name stays as it is.
    package func createVolume(_ configuration: VolumeConfiguration) async throws(EngineError) -> VolumeInspection {
        let doing = "create volume \(EscapedText(configuration.name))"
        return try await sendAndDecode(EngineRequest.post("/volumes/create", doing: doing).with(json: configuration))
    }

    /// Everything about one volume.
    package func inspectVolume(_ volume: VolumeName) async throws(EngineError) -> VolumeInspection {
        try await sendAndDecode(.get(path(volume), doing: "inspect volume \(EscapedText(volume.text))"))
    }

    /// Volumes whose labels fulfil every condition.
    package func listVolumes(labels: [LabelSelector] = []) async throws(EngineError) -> [VolumeInspection] {
        struct Listed: Decodable {
            var volumes: [VolumeInspection]?

            enum CodingKeys: String, CodingKey {
                case volumes = "Volumes"
            }
        }
        var request = EngineRequest.get("/volumes", doing: "list volumes")
        var filters = EngineFilters()
        filters.add("label", labels.map(\.text))
        try filters.append(to: &request)
        return try await sendAndDecode(request, as: Listed.self).volumes ?? []
    }

    /// Removes a volume and its data.
    ///
    /// - Throws: ``EngineError``; `conflict` if a container uses it.
    package func removeVolume(_ volume: VolumeName) async throws(EngineError) {
        try await send(.delete(path(volume), doing: "remove volume \(EscapedText(volume.text))"))
    }

    private func path(_ volume: VolumeName) -> String {
        "/volumes/\(PercentEncoding.everything.encode(volume.text))"
    }
}
