extension ManifestDraft {
    /// The servers that a reference of a command means: several where it names a catalog's servers by patterns.
    ///
    /// Without a name the server is called as the reference suggests.
    package func servers(of reference: String, name: ServerName?) throws(Problem) -> [AddedServer] {
        if reference.hasPrefix("catalog://") { return try catalogServers(of: reference, name: name) }
        guard TextRule.serverReference.accepts(reference) else {
            throw .refused("'\(reference)' is no reference to a server", suggestion: TextRule.serverReference.hint)
        }
        let suggested = name ?? ServerName.suggested(by: Self.suggestedName(of: reference))
        guard let suggested else {
            throw .refused("'\(reference)' suggests no name for the server", suggestion: "give one with --name")
        }
        return [AddedServer(name: suggested, reference: reference)]
    }

    private static func suggestedName(of reference: String) -> String {
        let path = reference.split(separator: "#")[0].split(separator: "?")[0]
        let last = String(path.split(separator: "/").last ?? "")
        if reference.hasPrefix("file://") { return TreePath([last]).stem }
        return String(last.prefix { $0 != ":" && $0 != "@" })
    }

    private func catalogServers(of reference: String, name: ServerName?) throws(Problem) -> [AddedServer] {
        var reader = ManifestReader(files)
        var diagnostics: [Diagnostic] = []
        var shelf = CatalogShelf()
        let readings = CatalogReference.readings(of: reference.dropFirst("catalog://".count))
        for reading in readings {
            guard let catalog = shelf.find(reading.catalog, &reader, &diagnostics) else {
                if !diagnostics.isEmpty { throw .invalid(DiagnosticReport(diagnostics, sources: reader.sources)) }
                continue
            }
            guard let patterns = reading.server else {
                throw .refused(
                    "'\(reference)' names a catalog and none of its servers",
                    suggestion: "add /SERVER, /A+B, or /PATTERN; it has: "
                        + catalog.entries.prefix(10).map(\.name).joined(separator: ", ")
                )
            }
            let names = try Self.names(matching: patterns, in: catalog)
            return try names.map { entry throws(Problem) in
                guard let server = (names.count == 1 ? name : nil) ?? ServerName.suggested(by: entry) else {
                    throw .refused("'\(entry)' is no name for a server", suggestion: "give one with --name")
                }
                return AddedServer(name: server, reference: "catalog://\(reading.catalog)/\(entry)")
            }
        }
        let place = SourceLocation(file: reference, line: 1, column: 1)
        let unknown = shelf.unknown(readings.first?.catalog ?? reference, at: place, reader)
        throw .refused(unknown.message, suggestion: unknown.suggestion)
    }

    /// `a+b*`: every pattern must match, as in the reference.
    private static func names(matching text: String, in catalog: Catalog) throws(Problem) -> [String] {
        let names = catalog.entries.map(\.name)
        var found: [String] = []
        for pattern in text.split(separator: "+").map(String.init) {
            let matching = names.filter { Glob(pattern).matches($0) }
            guard !matching.isEmpty else {
                throw .refused(
                    "the catalog '\(catalog.path)' has no server '\(pattern)'",
                    suggestion: names.nearest(to: pattern).map { "did you mean '\($0)'?" }
                )
            }
            found += matching.filter { !found.contains($0) }
        }
        return found
    }
}

extension ServerName {
    /// The name that a text comes to when every character that a name cannot have becomes a hyphen.
    package static func suggested(by text: String) -> ServerName? {
        let characters = text.lowercased().map { character -> Character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        let words = String(characters).split(separator: "-").joined(separator: "-").prefix(63)
        return ServerName(words.hasSuffix("-") ? String(words.dropLast()) : String(words))
    }
}
