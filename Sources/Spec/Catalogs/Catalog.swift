/// A catalog file: entries of servers by name, in either of the reference's formats.
struct Catalog: Sendable {
    /// One server of a catalog.
    struct Entry: Sendable {
        let name: String
        /// The server entry itself.
        let node: YAMLNode
        /// The tools that the catalog lets through; nil for all.
        let tools: [String]?
    }

    let path: TreePath
    /// In the order of the file.
    let entries: [Entry]
    /// Every name that the catalog gives itself.
    let names: Set<CatalogName>

    /// - Throws: A diagnostic for a file that is no catalog.
    init(_ root: YAMLNode, at path: TreePath) throws(Diagnostic) {
        self.path = path
        names = Set(["name", "ref"].compactMap { root[$0]?.string }.map(CatalogName.init))
        if let registry = root["registry"]?.entries {
            entries = registry.map { Entry(name: $0.key, node: $0.value, tools: nil) }
        } else if let servers = root["servers"]?.elements {
            entries = servers.compactMap(Entry.init(listed:))
        } else {
            throw Diagnostic(
                .notACatalog,
                "'\(path)' is no catalog: it has neither 'registry' nor a list of 'servers'",
                at: root.location,
                suggestion: "write 'registry:' and below it one entry for each server, by its name"
            )
        }
    }

    subscript(name: String) -> Entry? {
        entries.first { $0.name == name }
    }

    /// The name of the file without its extension.
    var stem: String { path.stem }
}

extension Catalog.Entry {
    /// An element of the newer format: a snapshot of the entry, and what the catalog says about it.
    ///
    /// Nil without a snapshot that has a name, for then nothing can refer to it.
    fileprivate init?(listed element: YAMLNode) {
        guard let server = element["snapshot"]?["server"], let name = server["name"]?.text else { return nil }
        self.init(
            name: name,
            node: server.withoutEmptyMembers
                .setting("image", to: element["image"].flatMap { $0.text?.isEmpty == false ? $0 : nil })
                .setting("remote", to: server["remote"]?.entries?.isEmpty == false ? nil : Self.remote(of: element)),
            tools: element["tools"]?.elements?.compactMap(\.text)
        )
    }

    private static func remote(of element: YAMLNode) -> YAMLNode? {
        guard let endpoint = element["endpoint"], endpoint.text?.isEmpty == false else { return nil }
        let url = YAMLNode.Entry(key: "url", keyLocation: endpoint.location, value: endpoint)
        return YAMLNode(content: .mapping([url]), location: endpoint.location)
    }
}

extension YAMLNode {
    /// Without the members that the reference writes for what is not there: nothing, empty text, empty mappings.
    var withoutEmptyMembers: YAMLNode {
        guard let entries else { return self }
        let kept = entries.filter { entry in
            switch entry.value.content {
            case .scalar(.null, _): false
            case .scalar(_, let text): !text.isEmpty
            case .mapping(let members): !members.isEmpty
            case .sequence: true
            }
        }
        return YAMLNode(content: .mapping(kept), location: location)
    }

    /// A mapping with this value for the key; nil leaves the mapping as it is.
    func setting(_ key: String, at place: SourceLocation? = nil, to value: YAMLNode?) -> YAMLNode {
        guard let value, var entries else { return self }
        if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index] = Entry(key: key, keyLocation: entries[index].keyLocation, value: value)
        } else {
            entries.append(Entry(key: key, keyLocation: place ?? value.location, value: value))
        }
        return YAMLNode(content: .mapping(entries), location: location)
    }
}
