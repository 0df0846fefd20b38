package import ContainerEngine
package import Planner
package import Spec

/// Finds out what the names of images stand for: on the engine, and in their registries.
package struct ImageResolution: Sendable {
    package struct Resolved: Hashable, Sendable {
        package let locked: LockedImage
        package let observed: ObservedImage
    }

    private let engine: EngineClient

    package init(engine: EngineClient) {
        self.engine = engine
    }

    /// Returns what a name stands for, pulling the image where it is not there.
    ///
    /// - Parameters:
    ///   - reference: What the human wrote.
    ///   - former: What it was locked as before: the same content is wanted, unless `isRenewed`.
    ///   - isRenewed: Whether the registry is asked what the name stands for now.
    /// - Returns: What is on the engine, and what a lock holds of it.
    /// - Throws: ``ApplyError`` if the image is not to be had.
    package func resolve(
        _ reference: ImageReference,
        lockedAs former: LockedImage?,
        isRenewed: Bool
    ) async throws(ApplyError) -> Resolved {
        let wanted = isRenewed ? reference : former?.pinned ?? reference
        do {
            return Self.resolved(reference, former, try await inspection(of: wanted, isRenewed: isRenewed))
        } catch {
            throw ApplyError(error, doing: "finding the image \(wanted)")
        }
    }

    private func inspection(of image: ImageReference, isRenewed: Bool) async throws(EngineError) -> ImageInspection {
        let name = ImageName(image)
        do {
            let found = try await engine.inspectImage(name)
            // Nobody can be asked for what no registry has.
            guard isRenewed, !found.digests.isEmpty else { return found }
        } catch  where error.code == .notFound {
            // It is pulled below.
        }
        try await engine.pullImage(name)
        return try await engine.inspectImage(name)
    }

    private static func resolved(
        _ reference: ImageReference,
        _ former: LockedImage?,
        _ inspection: ImageInspection
    ) -> Resolved {
        let observed = ObservedImage(inspection)
        let repository = reference.repository
        let digest = observed.digests.compactMap { name -> String? in
            let parts = name.split(separator: "@", maxSplits: 1)
            guard parts.count == 2, ImageReference(name)?.repository == repository else { return nil }
            return String(parts[1])
        }
        .min()
        // The same content has other ids on other platforms, and somebody else has written those down.
        let isSame = former.map { $0.isContent(of: observed.id.text, digests: observed.digests) } ?? false
        let others = isSame && former?.digest == digest ? former?.platforms ?? [:] : [:]
        let locked = LockedImage(
            reference: reference,
            digest: digest,
            platforms: others.merging([observed.platform: observed.id.text]) { _, new in new }
        )
        return Resolved(locked: locked, observed: observed)
    }
}

extension ImageReference {
    /// Without tag and digest, and without what engines add to names of the public registry, or leave out.
    fileprivate var repository: String {
        var name = text.prefix { $0 != "@" }
        if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") { name = name[..<colon] }
        for prefix in ["docker.io/", "index.docker.io/", "library/"] where name.hasPrefix(prefix) {
            name = name.dropFirst(prefix.count)
        }
        return String(name)
    }
}
