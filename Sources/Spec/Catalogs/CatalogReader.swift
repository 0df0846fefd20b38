/// Finds the entry of a server in the catalog that a profile's reference names.
struct CatalogReader {
    /// The profile's name for the server.
    let server: ServerName
    let reference: Located<String>

    /// What a catalog says of a server.
    struct Found: Sendable {
        let entry: ServerEntry
        /// The tools that the catalog lets through; nil for all.
        let tools: [String]?
    }

    /// Nil after at least one diagnostic.
    func entry(_ reader: inout ManifestReader, _ diagnostics: inout [Diagnostic]) -> Found? {
        let count = diagnostics.count
        guard let listed = listed(&reader, &diagnostics),
            let entry = ServerEntry.format.read(listed.node, &diagnostics), diagnostics.count == count
        else { return nil }
        return Found(entry: entry, tools: listed.tools)
    }

    /// The entry as the catalog has it; nil after at least one diagnostic.
    func listed(_ reader: inout ManifestReader, _ diagnostics: inout [Diagnostic]) -> Catalog.Entry? {
        let readings = CatalogReference.readings(of: reference.value.dropFirst("catalog://".count))
        guard let likely = readings.first else {
            diagnostics.append(
                Diagnostic(
                    .badReference,
                    "'\(reference.value)' names no server of a catalog",
                    at: reference.location,
                    suggestion: "write catalog://CATALOG/SERVER"
                )
            )
            return nil
        }
        var shelf = CatalogShelf()
        let count = diagnostics.count
        var found: [(name: String, catalog: Catalog)] = []
        for reading in readings {
            if let catalog = shelf.find(reading.catalog, &reader, &diagnostics) {
                let name = reading.server ?? server.text
                if catalog[name] != nil { return entry(of: name, in: catalog, &diagnostics) }
                found.append((name, catalog))
            }
            if diagnostics.count > count { return nil }
        }
        if let (name, catalog) = found.first {
            return entry(of: name, in: catalog, &diagnostics)
        }
        diagnostics.append(shelf.unknown(likely.catalog, at: reference.location, reader))
        return nil
    }

    private func entry(of name: String, in catalog: Catalog, _ diagnostics: inout [Diagnostic]) -> Catalog.Entry? {
        if let entry = catalog[name] { return entry }
        let names = catalog.entries.map(\.name)
        let all = "it has: \(names.prefix(Self.shownNames).joined(separator: ", "))"
        diagnostics.append(
            Diagnostic(
                .unknownEntry,
                "the catalog '\(catalog.path)' has no server '\(name)'",
                at: reference.location,
                suggestion: names.nearest(to: name).map { "did you mean '\($0)'?" } ?? (names.isEmpty ? nil : all)
            )
        )
        return nil
    }

    /// How many names a message shows at most.
    private static let shownNames = 10
}
