import Crypto

/// A configuration file of another tool, and the files beside it that belong to it.
package struct ImportSource: Sendable {
    package let name: String
    /// Comment lines for the files that are written: where it comes from, and the digest of what was there.
    let origin: String
    private let root: YAMLNode
    private let companions: [String: YAMLNode]

    /// Files that are read beside a `registry.yaml`, where they exist.
    package static let companionNames = ["config.yaml", "tools.yaml"]

    /// The companions are `config.yaml`, `tools.yaml`, and the catalogs, by name.
    package init(
        name: String,
        bytes: [UInt8],
        companions: [String: [UInt8]] = [:],
        isFetched: Bool = false
    ) throws(DiagnosticReport) {
        self.name = name
        let digest = SHA256.hash(data: bytes).hexadecimal
        origin = isFetched ? "# Imported from \(UntrustedText.escaping(name))\n# sha256:\(digest)\n" : ""
        root = try Self.root(bytes, name)
        var nodes: [String: YAMLNode] = [:]
        for (companion, bytes) in companions { nodes[companion] = try Self.root(bytes, companion) }
        self.companions = nodes
    }

    /// True if files beside it say what it means.
    package var needsCompanions: Bool { root["registry"] != nil }

    /// What other tools write is not held against the rules for manifests: unquoted words are taken as text.
    private static func root(_ bytes: [UInt8], _ name: String) throws(DiagnosticReport) -> YAMLNode {
        let text = JSONComments.removed(from: String(decoding: bytes, as: UTF8.self))
        let document = YAMLDocument(bytes: Array(text.utf8), file: name, limits: .catalog)
        let mistakes = document.diagnostics.filter { $0.code != .ambiguousScalar }
        guard let root = document.root, mistakes.isEmpty else {
            let empty = Diagnostic(
                .emptyDocument,
                "the file is empty",
                at: SourceLocation(file: name, line: 1, column: 1)
            )
            throw DiagnosticReport(mistakes.isEmpty ? [empty] : mistakes, sources: [name: text])
        }
        return root
    }

    /// - Throws: A diagnostic for a file that none of the known tools writes.
    func servers() throws(DiagnosticReport) -> [ImportedServer] {
        if let entries = (root["mcpServers"] ?? root["mcp"]?["servers"] ?? root["context_servers"])?.entries {
            return ClientImport(entries).servers
        }
        if let services = root["services"]?.entries { return ComposeImport(services).servers }
        if let registry = RegistryImport(root) { return registry.servers }
        if root["registry"]?.entries != nil {
            return GatewayImport(
                registry: root,
                config: companions["config.yaml"],
                tools: companions["tools.yaml"],
                entries: catalogEntries
            ).servers
        }
        if root["servers"]?.elements != nil { return GatewayImport(profile: root).servers }
        if let entries = root["servers"]?.entries { return ClientImport(entries).servers }
        throw DiagnosticReport([
            Diagnostic(
                .badValue,
                "the file has nothing to import",
                at: root.location,
                suggestion:
                    "it is read if it has 'mcpServers' or 'servers' (clients), 'services' (Compose), 'registry' "
                    + "(Docker's MCP Gateway), or 'packages' or 'remotes' (the MCP registry)"
            )
        ])
    }

    private var catalogEntries: [String: YAMLNode] {
        var entries: [String: YAMLNode] = [:]
        for (name, node) in companions.sorted(by: { $0.key < $1.key }) where name.hasPrefix("catalogs/") {
            // A file that is no catalog has no entries; servers that are then missing are told.
            guard let catalog = try? Catalog(node, at: TreePath([name])) else { continue }
            for entry in catalog.entries { entries[entry.name] = entry.node }
        }
        return entries
    }
}

/// Comments of JSON with comments, which editors allow in their settings.
enum JSONComments {
    /// The text with blanks in the place of `// …` and `/* … */`, if it is JSON at all.
    static func removed(from text: String) -> String {
        guard text.drop(while: \.isWhitespace).first.map({ "{/".contains($0) }) == true else { return text }
        var result = String.UnicodeScalarView()
        var (isQuoted, isEscaped, comment, previous): (Bool, Bool, Unicode.Scalar?, Unicode.Scalar) = (
            false, false, nil, " "
        )
        for scalar in text.unicodeScalars {
            if let open = comment {
                let isLineBreak = scalar == "\n"
                if open == "/" ? isLineBreak : (previous == "*" && scalar == "/") { comment = nil }
                result.append(isLineBreak ? scalar : " ")
                previous = comment == nil ? " " : scalar
                continue
            }
            if !isQuoted, previous == "/", scalar == "/" || scalar == "*" {
                comment = scalar
                result.removeLast()
                result.append(contentsOf: "  ".unicodeScalars)
                previous = " "
                continue
            }
            if scalar == "\"", !isEscaped { isQuoted.toggle() }
            isEscaped = isQuoted && scalar == "\\" && !isEscaped
            result.append(scalar)
            previous = scalar
        }
        return String(result)
    }
}
