import Spec

extension ObservedState {
    /// What an engine would have if it had exactly what manifests ask for.
    ///
    /// An image's content is not known without an engine, so its reference stands for it: the same reference is taken
    /// to be the same content.
    init(asking base: DesiredState, whereImagesInclude head: DesiredState) {
        let references = Set((base.profiles + head.profiles).flatMap(\.servers).map(\.image))
        let images = Dictionary(uniqueKeysWithValues: references.map { ($0, ObservedImage(assumedFor: $0)) })
        self.init(images: images)
        for profile in base.profiles {
            for server in profile.servers {
                let address = ServerAddress(profile: profile.name, server: server.name)
                guard let container = ObservedContainer(server, at: address, of: base, images[server.image])
                else { continue }
                containers.append(container)
            }
        }
    }
}

extension ObservedImage {
    fileprivate init(assumedFor reference: ImageReference) {
        self.init(id: ImageID(reference.text))
        isAssumed = true
    }
}

extension ObservedContainer {
    fileprivate init?(
        _ server: ServerSpec,
        at address: ServerAddress,
        of base: DesiredState,
        _ image: ObservedImage?
    ) {
        let definition = ContainerDefinition(server: server, image: image)
        guard let specHash = SpecHash(profile: address.profile, definition: definition) else { return nil }
        let identity = ContainerIdentity(owner: base.owner, address: address, specHash: specHash)
        let labels = ContainerLabels.makeWithoutGroups(
            for: identity,
            definition: definition,
            revision: base.revision
        )
        self.init(
            id: ID(identity.containerName),
            name: identity.containerName,
            labels: labels,
            state: .running,
            definition: definition
        )
    }
}
