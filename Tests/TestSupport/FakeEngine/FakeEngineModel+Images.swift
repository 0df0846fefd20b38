import Synchronization

extension FakeEngineModel {
    func carryOutOnImages(_ request: FakeRequest) -> FakeAnswer {
        let rest = String(request.path.dropFirst("/images/".count))
        switch request.method {
        case "GET" where rest == "json": return listImages(request)
        case "GET" where rest.hasSuffix("/json"):
            return on(rest.dropLast("/json".count)) { state, index in .json(state.images[index].inspection) }
        case "POST" where rest == "create": return pull(request)
        case "POST" where rest.hasSuffix("/tag"):
            let name = "\(request.query["repo"] ?? ""):\(request.query["tag"] ?? "latest")"
            return on(rest.dropLast("/tag".count)) { state, index in
                for other in state.images.indices { state.images[other].names.removeAll { $0 == name } }
                state.images[index].names.append(name)
                return FakeAnswer(status: 201)
            }
        case "DELETE": return remove(rest[...])
        default: return .failure(404, "page not found")
        }
    }

    private func on(_ name: Substring, _ body: (inout State, Int) -> FakeAnswer) -> FakeAnswer {
        state.withLock { state in
            guard let index = state.indexOfImage(String(name)) else { return .failure(404, "No such image: \(name)") }
            return body(&state, index)
        }
    }

    private func listImages(_ request: FakeRequest) -> FakeAnswer {
        let filters = FakeFilters(request)
        let rows = images.filter {
            filters.matches(labels: $0.configuration["Labels"].members.compactMapValues(\.text))
        }
        return .json(
            .array(
                rows.map { image in
                    [
                        "Id": .text(image.id),
                        "RepoTags": .array(image.names.map { .text($0) }),
                        "Labels": image.configuration["Labels"],
                    ]
                }
            )
        )
    }

    private func pull(_ request: FakeRequest) -> FakeAnswer {
        let repository = request.query["fromImage"] ?? ""
        let name = request.query["tag"].map { "\(repository):\($0)" } ?? repository
        return state.withLock { state in
            guard let image = state.registry.first(where: { $0.names.contains(name) }) else {
                return .failure(404, "pull access denied for \(repository), repository does not exist")
            }
            for index in state.images.indices where state.images[index].id != image.id {
                state.images[index].names.removeAll { image.names.contains($0) }
            }
            if !state.images.contains(where: { $0.id == image.id }) { state.images.append(image) }
            state.emit(kind: "image", action: "pull", subject: name, attributes: ["name": name])
            let lines = [
                #"{"status":"Pulling from \#(repository)","id":"1.0"}"#,
                #"{"status":"Downloading","progressDetail":{"current":5,"total":10},"id":"0123456789ab"}"#,
                #"{"status":"Status: Downloaded newer image for \#(name)"}"#,
            ]
            return FakeAnswer(status: 200, body: lines.joined(separator: "\r\n") + "\r\n")
        }
    }

    private func remove(_ name: Substring) -> FakeAnswer {
        on(name) { state, index in
            let image = state.images[index]
            guard !state.containers.contains(where: { $0.imageID == image.id }) else {
                return .failure(409, "conflict: unable to remove repository reference \"\(name)\"")
            }
            state.images.remove(at: index)
            return .json([["Deleted": .text(image.id)]])
        }
    }
}
