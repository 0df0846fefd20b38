package import Planner
package import Spec

extension DesiredState {
    /// Fills in what only the images know: the tools that an image's label documents, for servers whose entry documents
    /// none.
    ///
    /// A label that cannot be read documents nothing: it is the image's text, and no reason not to run the server.
    package func documented(by images: [ImageReference: ObservedImage]) -> Self {
        var documented = self
        documented.profiles = profiles.map { profile in
            var profile = profile
            profile.servers = profile.servers.map { $0.documented(by: images[$0.image]) }
            return profile
        }
        return documented
    }
}

extension ServerSpec {
    fileprivate func documented(by image: ObservedImage?) -> Self {
        guard documentedTools.isEmpty, let label = image?.labels[ImageMetadata.label] else { return self }
        var documented = self
        documented.documentedTools = (try? ImageMetadata(label: label))?.tools ?? []
        return documented
    }
}
