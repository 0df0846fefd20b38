/// What the name of an image stands for.
package struct LockedImage: Hashable, Sendable {
    /// What the human wrote.
    package let reference: ImageReference
    /// The content in its registry, for all platforms: `sha256:` and 64 digits; nil for an image that no registry has.
    package var digest: String?
    /// The engine's ids of the content, by platform, such as `linux/amd64`.
    package var platforms: [String: String]

    package init(reference: ImageReference, digest: String?, platforms: [String: String]) {
        (self.reference, self.digest, self.platforms) = (reference, digest, platforms)
    }

    /// The name that cannot come to stand for anything else; the written one for an image that no registry has.
    package var pinned: ImageReference {
        guard let digest, !reference.isPinned else { return reference }
        return ImageReference("\(reference)@\(digest)") ?? reference
    }

    /// Compares an image on an engine with the locked content.
    ///
    /// - Parameters:
    ///   - id: The engine's id of the image.
    ///   - digests: The names with digests under which registries have it.
    /// - Returns: True if it is that.
    package func isContent(of id: String, digests: [String]) -> Bool {
        if let digest, digests.contains(where: { $0.hasSuffix("@\(digest)") }) { return true }
        return platforms.values.contains(id)
    }
}
