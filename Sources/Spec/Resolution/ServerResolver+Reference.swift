extension ServerResolver {
    /// What a reference leads to.
    enum Definition {
        case container(ContainerEntry)
        case remote(RemoteDeclaration, ServerEntry)
        case tools(ServerEntry)
    }

    struct ContainerEntry {
        let image: ImageReference
        let entry: ServerEntry?
    }

    mutating func definition(in profile: TreePath, _ reader: inout ManifestReader) -> Definition? {
        let reference = declaration.reference
        places[AttributePath("image")] = reference.location
        if reference.value.hasPrefix("docker://") {
            diagnostics += InapplicableKeys(of: declaration, nil, for: .container).diagnostics
            let text = String(reference.value.dropFirst("docker://".count))
            return image(Located(text, at: reference.location)).map {
                .container(ContainerEntry(image: $0, entry: nil))
            }
        }
        guard let entry = entry(in: profile, &reader) else { return nil }
        diagnostics += UnsupportedFeatures(of: entry).diagnostics
        let kind = value(of: Result { () throws(Diagnostic) in try ServerKind(of: entry) })
        if let kind { diagnostics += InapplicableKeys(of: declaration, entry, for: kind).diagnostics }
        switch kind {
        case nil: return nil
        case .remote: return entry.remote.map { .remote($0.value, entry) }
        case .tools: return .tools(entry)
        case .container: return container(entry).map(Definition.container)
        }
    }

    mutating func entry(in profile: TreePath, _ reader: inout ManifestReader) -> ServerEntry? {
        let (server, reference) = (declaration.name.value, declaration.reference)
        if reference.value.hasPrefix("file://") {
            return EntryReader(server: server, reference: reference, profile: profile).entry(&reader, &diagnostics)
        }
        if RegistryEntryReader.isMeant(by: reference.value) {
            return RegistryEntryReader(reference: reference, documents: documents).entry(&diagnostics)
        }
        guard reference.value.hasPrefix("catalog://") else { return nil }
        let found = CatalogReader(server: server, reference: reference).entry(&reader, &diagnostics)
        catalogTools = found?.tools
        return found?.entry
    }

    private mutating func container(_ entry: ServerEntry) -> ContainerEntry? {
        guard let name = entry.image else {
            let message = "the server entry has no image"
            diagnostics.append(
                Diagnostic(.missingKey, message, at: entry.name?.location ?? declaration.reference.location)
            )
            return nil
        }
        places[AttributePath("image")] = name.location
        return image(name).map { ContainerEntry(image: $0, entry: entry) }
    }

    private mutating func image(_ name: Located<String>) -> ImageReference? {
        if let image = ImageReference(name.value) { return image }
        diagnostics.append(.badImage(name))
        return nil
    }
}
