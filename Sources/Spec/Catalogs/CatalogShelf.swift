/// The catalogs of a tree: the files in `catalogs/`.
struct CatalogShelf {
    static let directory = TreePath(["catalogs"])

    /// A catalog or, where there is none of that name, what to say about it.
    mutating func find(
        _ name: String,
        _ reader: inout ManifestReader,
        _ diagnostics: inout [Diagnostic]
    ) -> Catalog? {
        let files = Self.files(reader)
        if let path = files.first(where: { $0.stem == name || $0.components.last == name }) {
            return read(path, &reader, &diagnostics)
        }
        // Catalogs that are not the one in question are only asked for their names.
        let wanted = CatalogName(name)
        for path in files {
            guard let catalog = Self.catalog(at: path, &reader), catalog.names.contains(wanted) else { continue }
            return read(path, &reader, &diagnostics)
        }
        return nil
    }

    /// Says which catalogs there are instead.
    func unknown(_ name: String, at location: SourceLocation, _ reader: ManifestReader) -> Diagnostic {
        let names = Self.files(reader).map(\.stem)
        let all = "catalogs of this tree: \(names.prefix(Self.shownNames).joined(separator: ", "))"
        return Diagnostic(
            .unknownCatalog,
            "there is no catalog '\(name)' in '\(Self.directory)'",
            at: location,
            suggestion: names.nearest(to: name).map { "did you mean '\($0)'?" }
                ?? (names.isEmpty ? "put its file into \(Self.directory)/, its name ending in .yaml" : all)
        )
    }

    static func files(_ reader: ManifestReader) -> [TreePath] {
        reader.names(in: directory)
            .filter { name in !name.hasPrefix(".") && [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) } }
            .map { TreePath([directory.text, $0]) }
    }

    private func read(
        _ path: TreePath,
        _ reader: inout ManifestReader,
        _ diagnostics: inout [Diagnostic]
    ) -> Catalog? {
        switch reader.document(at: path, limits: .catalog) {
        case .failure(let failure):
            let place = SourceLocation(file: path.text, line: 1, column: 1)
            diagnostics.append(Diagnostic(failure.code, "the catalog '\(path)' \(failure.predicate)", at: place))
            return nil
        case .success(let document):
            diagnostics += document.diagnostics
            guard let root = document.root else {
                if document.diagnostics.isEmpty { diagnostics.append(.emptyDocument(path)) }
                return nil
            }
            do {
                return try Catalog(root, at: path)
            } catch {
                diagnostics.append(error)
                return nil
            }
        }
    }

    private static func catalog(at path: TreePath, _ reader: inout ManifestReader) -> Catalog? {
        guard case .success(let document) = reader.document(at: path, limits: .catalog), let root = document.root else {
            return nil
        }
        // What is no catalog has no name either; it is reported where something refers to its file.
        return try? Catalog(root, at: path)
    }

    /// How many names a message shows at most.
    private static let shownNames = 10
}

extension YAMLLimits {
    /// Catalogs hold hundreds of servers, each with its tools.
    static let catalog = YAMLLimits(fileSize: 16 << 20, nodes: 1_000_000)
}

extension TreePath {
    /// The name of the file without its extension.
    var stem: String {
        let name = components.last ?? ""
        return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }
}
