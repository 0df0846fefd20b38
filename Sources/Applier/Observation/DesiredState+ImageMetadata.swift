package import Planner
package import Spec

extension DesiredState {
    /// Fills in what only the images know: the tools and the prefix of their names that an image's label documents, for
    /// servers whose entry says nothing of them.
    ///
    /// A label that cannot be read documents nothing: it is the image's text, and no reason not to run the server.
    package func documented(by images: [ImageReference: ObservedImage]) -> Self {
        var documented = self
        documented.profiles = profiles.map { $0.documented(by: images) }
        return documented
    }
}

extension Profile {
    /// As ``DesiredState/documented(by:)``, for the servers of one profile.
    package func documented(by images: [ImageReference: ObservedImage]) -> Self {
        var profile = self
        profile.servers = servers.map { $0.documented(by: images[$0.image]) }
        return profile
    }
}

extension ServerSpec {
    fileprivate func documented(by image: ObservedImage?) -> Self {
        guard let label = image?.labels[ImageMetadata.label], let metadata = try? ImageMetadata(label: label) else {
            return self
        }
        var documented = self
        if documentedTools.isEmpty, locked == nil { documented.documentedTools = metadata.tools }
        documented.prefix = prefix ?? metadata.prefix
        return documented
    }
}
