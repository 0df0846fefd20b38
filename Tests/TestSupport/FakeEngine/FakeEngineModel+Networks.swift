import Synchronization

extension FakeEngineModel {
    func carryOutOnNetworks(_ request: FakeRequest, _ reference: String?) -> FakeAnswer {
        state.withLock { state in
            let index = state.networks.firstIndex { [$0["Id"].text, $0["Name"].text].contains(reference) }
            switch (request.method, reference, index) {
            case ("GET", nil, _): return .json(.array(Self.labelled(state.networks, FakeFilters(request))))
            case ("POST", "create"?, _): return Self.createNetwork(request, &state)
            case ("GET", _?, let index?): return .json(state.networks[index])
            case ("DELETE", _?, let index?):
                state.networks.remove(at: index)
                return .noContent
            default: return .failure(404, "network \(reference ?? "") not found")
            }
        }
    }

    func carryOutOnVolumes(_ request: FakeRequest, _ reference: String?) -> FakeAnswer {
        state.withLock { state in
            let index = state.volumes.firstIndex { $0["Name"].text == reference }
            switch (request.method, reference, index) {
            case ("GET", nil, _):
                return .json(["Volumes": .array(Self.labelled(state.volumes, FakeFilters(request))), "Warnings": nil])
            case ("POST", "create"?, _): return Self.createVolume(request, &state)
            case ("GET", _?, let index?): return .json(state.volumes[index])
            case ("DELETE", _?, let index?):
                state.volumes.remove(at: index)
                return .noContent
            default: return .failure(404, "get \(reference ?? ""): no such volume")
            }
        }
    }

    private static func labelled(_ objects: [JSONValue], _ filters: FakeFilters) -> [JSONValue] {
        objects.filter { filters.matches(labels: $0["Labels"].members.compactMapValues(\.text)) }
    }

    private static func createNetwork(_ request: FakeRequest, _ state: inout State) -> FakeAnswer {
        let name = request.body["Name"].text ?? ""
        guard !state.networks.contains(where: { $0["Name"].text == name }) else {
            return .failure(409, "network with name \(name) already exists")
        }
        var network = request.body
        network["Id"] = .text(state.nextIdentifier())
        state.networks.append(network)
        state.emit(kind: "network", action: "create", subject: network["Id"].text ?? "", attributes: ["name": name])
        return .json(["Id": network["Id"], "Warning": ""], status: 201)
    }

    private static func createVolume(_ request: FakeRequest, _ state: inout State) -> FakeAnswer {
        let name = request.body["Name"].text ?? ""
        if let existing = state.volumes.first(where: { $0["Name"].text == name }) {
            return .json(existing, status: 201)
        }
        var volume = request.body
        volume["Mountpoint"] = .text("/var/lib/docker/volumes/\(name)/_data")
        state.volumes.append(volume)
        state.emit(kind: "volume", action: "create", subject: name)
        return .json(volume, status: 201)
    }
}
