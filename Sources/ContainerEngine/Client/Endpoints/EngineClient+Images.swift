import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOFoundationCompat

extension EngineClient {
    /// Everything about one image that the engine has.
    ///
    /// - Throws: ``EngineError`` with code `notFound`, among others.
    package func inspectImage(_ image: ImageName) async throws(EngineError) -> ImageInspection {
        try await sendAndDecode(.get(path(image, "/json"), doing: "inspect image \(EscapedText(image.text))"))
    }

    /// Images that the engine has and whose labels fulfil every condition.
    package func listImages(labels: [LabelSelector] = []) async throws(EngineError) -> [ImageSummary] {
        var request = EngineRequest.get("/images/json", doing: "list images")
        var filters = EngineFilters()
        filters.add("label", labels.map(\.text))
        try filters.append(to: &request)
        return try await sendAndDecode(request)
    }

    /// Gives an image another name.
    package func tagImage(_ image: ImageName, as name: ImageName) async throws(EngineError) {
        let (repository, tag) = name.repositoryAndTag
        try await send(
            .post(
                path(image, "/tag"),
                query: [("repo", repository), ("tag", tag ?? "latest")],
                doing: "tag image \(EscapedText(image.text))"
            )
        )
    }

    /// Removes a name of an image, and the image with its last name.
    ///
    /// - Throws: ``EngineError``; `conflict` if a container uses it.
    package func removeImage(_ image: ImageName) async throws(EngineError) {
        try await send(.delete(path(image, ""), doing: "remove image \(EscapedText(image.text))"))
    }

    /// Pulls an image from its registry.
    ///
    /// - Parameters:
    ///   - image: a name without tag and digest stands for `latest`.
    ///   - deadline: how long the whole pull may take.
    ///   - progress: called for every step that the engine reports.
    /// - Throws: ``EngineError``, also for a failure that the engine reports within the stream.
    package func pullImage(
        _ image: ImageName,
        deadline: Duration = .seconds(900),
        progress: @escaping @Sendable (PullProgress) -> Void = { _ in }
    ) async throws(EngineError) {
        let (repository, tag) = image.repositoryAndTag
        var query = [(name: "fromImage", value: repository)]
        // Without a tag the engine would pull every one that the repository has.
        if !image.text.contains("@") { query.append(("tag", tag ?? "latest")) }
        let doing = "pull image \(EscapedText(image.text))"
        let request = EngineRequest.post("/images/create", query: query, doing: doing, deadline: deadline)
        do {
            try await withDeadline(deadline) {
                var lines = JSONLines(try await self.open(request).body, client: self, doing: doing)
                while let line = try await lines.next(PullLine.self) {
                    if let failure = line.failure { throw EngineError(pullFailure: failure, doing: doing) }
                    progress(line.progress)
                }
            }
        } catch {
            throw translated(error, doing: doing)
        }
    }

    private func path(_ image: ImageName, _ action: String) -> String {
        "/images/\(PercentEncoding.imageName.encode(image.text))\(action)"
    }
}

extension EngineError {
    fileprivate init(pullFailure text: String, doing: String) {
        let message = "the engine reports: \(EscapedText(text))"
        let code: Code = text.contains("manifest unknown") || text.contains("not found") ? .notFound : .serverError
        self.init(code: code, doing: doing, status: 200, message: message)
    }
}

/// One line of the stream of `POST /images/create`.
private struct PullLine: Decodable {
    struct Detail: Decodable {
        var current: Int64?
        var total: Int64?
        var message: String?
    }

    var id: String?
    var status: String?
    var progressDetail: Detail?
    var error: String?
    var errorDetail: Detail?

    var failure: String? { errorDetail?.message ?? error }

    var progress: PullProgress {
        PullProgress(
            layer: id ?? "",
            status: status ?? "",
            current: progressDetail?.current,
            total: progressDetail?.total
        )
    }
}
