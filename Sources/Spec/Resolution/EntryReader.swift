/// Finds the entry of a server in the file that a profile's reference names.
struct EntryReader {
    let server: ServerName
    let reference: Located<String>
    let profile: TreePath

    /// Nil after at least one diagnostic.
    func entry(_ reader: inout ManifestReader, _ diagnostics: inout [Diagnostic]) -> ServerEntry? {
        guard let node = node(&reader, &diagnostics) else { return nil }
        let count = diagnostics.count
        let value = ServerEntry.format.read(node, &diagnostics)
        return diagnostics.count == count ? value : nil
    }

    /// The entry as it is written; nil after at least one diagnostic.
    func node(_ reader: inout ManifestReader, _ diagnostics: inout [Diagnostic]) -> YAMLNode? {
        do {
            let path = reference.value.dropFirst("file://".count)
            let file = try FileReference(Located(path, at: reference.location), namedIn: profile)
            return try select(from: try root(of: file.path, &reader, &diagnostics))
        } catch {
            diagnostics.append(error)
            return nil
        }
    }

    private func root(
        of path: TreePath,
        _ reader: inout ManifestReader,
        _ diagnostics: inout [Diagnostic]
    ) throws(Diagnostic) -> YAMLNode {
        switch reader.document(at: path) {
        case .failure(let failure):
            throw Diagnostic(failure.code, "the server entry '\(path)' \(failure.predicate)", at: reference.location)
        case .success(let document):
            diagnostics += document.diagnostics
            if let root = document.root { return root }
            guard let first = document.diagnostics.first else { throw .emptyDocument(path) }
            throw first
        }
    }

    /// The file itself, or the entry of a catalog: its only one, or the one that has the server's name.
    private func select(from root: YAMLNode) throws(Diagnostic) -> YAMLNode {
        guard let registry = root["registry"], let entries = registry.entries else { return root }
        if entries.count == 1 { return entries[0].value }
        if let entry = registry[server.text] { return entry }
        let names = entries.map(\.key)
        throw Diagnostic(
            .ambiguousEntry,
            "the catalog has \(entries.count) servers and none is called '\(server)'",
            at: reference.location,
            suggestion: names.nearest(to: server.text).map { "did you mean '\($0)'?" }
                ?? "name the server as its entry: \(names.prefix(Self.shownNames).joined(separator: ", "))"
        )
    }

    /// How many names a message shows at most.
    private static let shownNames = 10
}

extension Diagnostic {
    static func emptyDocument(_ path: TreePath) -> Self {
        Self(
            .emptyDocument,
            "the file is empty",
            at: SourceLocation(file: path.text, line: 1, column: 1),
            suggestion: "write a manifest, or remove the file"
        )
    }
}
