package import ContainerEngine
package import Planner
package import Spec

/// Reads from an engine what a plan is made from, by `GET` requests alone.
package struct EngineObserver: Sendable {
    private let engine: EngineClient
    private let width: Int

    /// Observes with at most `width` requests in flight at once.
    package init(engine: EngineClient, width: Int = ExecutionLimits.standard.width) {
        self.engine = engine
        self.width = max(1, width)
    }

    /// Observes what the desired state is about: its owner's containers and its images.
    ///
    /// - Throws: ``ApplyError`` when the engine does not answer as it must; what vanishes meanwhile is no error.
    package func observe(_ desired: DesiredState) async throws(ApplyError) -> ObservedState {
        try await observe(desired.owner, images: desired.images)
    }

    /// Observes every container that carries the owner's label or one of the owner's names, and those of the images
    /// that are present.
    ///
    /// - Throws: ``ApplyError``, as `observe(_:)` does.
    package func observe(
        _ owner: OwnerID,
        images: Set<ImageReference>
    ) async throws(ApplyError) -> ObservedState {
        let ids = try await containers(of: owner)
        async let observedImages = inspect(images)
        async let observedContainers = inspect(ids)
        do {
            return ObservedState(containers: try await observedContainers, images: try await observedImages)
        } catch {
            throw ApplyError(error, doing: "observing the engine")
        }
    }

    /// Observes those of the images that are present.
    ///
    /// - Throws: ``ApplyError``, as `observe(_:)` does.
    package func observe(images: Set<ImageReference>) async throws(ApplyError) -> [ImageReference: ObservedImage] {
        do {
            return try await inspect(images)
        } catch {
            throw ApplyError(error, doing: "observing the engine")
        }
    }

    /// One list of everything: the engine cannot ask for a label *or* a name, and two lists would be of two moments.
    private func containers(of owner: OwnerID) async throws(ApplyError) -> [ContainerID] {
        do {
            let prefix = ContainerIdentity.namePrefix(of: owner)
            return try await engine.listContainers()
                .filter { $0.labels[ContainerLabels.owner] == owner.text || $0.names.contains { $0.hasPrefix(prefix) } }
                .map(\.id)
        } catch {
            throw ApplyError(error, doing: "listing containers")
        }
    }

    private func inspect(_ ids: [ContainerID]) async throws -> [ObservedContainer] {
        try await boundedMap(ids, width: width) { id in
            try await engine.inspectIfPresent(id).flatMap(ObservedContainer.init)
        }
    }

    private func inspect(_ references: Set<ImageReference>) async throws -> [ImageReference: ObservedImage] {
        let present = try await boundedMap(Array(references), width: width) { reference in
            try await engine.inspectIfPresent(ImageName(reference)).map { (reference, ObservedImage($0)) }
        }
        return Dictionary(uniqueKeysWithValues: present)
    }
}

extension EngineClient {
    fileprivate func inspectIfPresent(_ id: ContainerID) async throws(EngineError) -> ContainerInspection? {
        do {
            return try await inspect(id)
        } catch  where error.code == .notFound {
            return nil
        }
    }

    fileprivate func inspectIfPresent(_ image: ImageName) async throws(EngineError) -> ImageInspection? {
        do {
            return try await inspectImage(image)
        } catch  where error.code == .notFound {
            return nil
        }
    }
}

/// Transforms the elements, at most `width` at once, drops those that give nil, and keeps the order.
private func boundedMap<Element: Sendable, Value: Sendable>(
    _ elements: [Element],
    width: Int,
    _ transform: @escaping @Sendable (Element) async throws -> Value?
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value?).self) { group in
        var remaining = elements.enumerated().makeIterator()
        var values = [Value?](repeating: nil, count: elements.count)
        for _ in 0..<width {
            guard let (index, element) = remaining.next() else { break }
            group.addTask { (index, try await transform(element)) }
        }
        for try await (index, value) in group {
            values[index] = value
            guard let (index, element) = remaining.next() else { continue }
            group.addTask { (index, try await transform(element)) }
        }
        return values.compactMap { $0 }
    }
}
