/// A server of a profile whose reference is the URL of a document in an MCP registry.
package struct RegistryReference: Hashable, Sendable {
    package let address: ServerAddress
    /// Where the document is.
    package let url: String
}

/// Makes a server's entry of the document that the lock holds for its reference.
struct RegistryEntryReader {
    let reference: Located<String>
    /// By URL.
    let documents: [String: LockedDocument]

    static func isMeant(by reference: String) -> Bool {
        reference.hasPrefix("https://") || reference.hasPrefix("http://")
    }

    /// Nil after at least one diagnostic.
    func entry(_ diagnostics: inout [Diagnostic]) -> ServerEntry? {
        guard let node = node(&diagnostics) else { return nil }
        let count = diagnostics.count
        let entry = ServerEntry.format.read(node, &diagnostics)
        return diagnostics.count == count ? entry : nil
    }

    /// The entry as a file would have it; nil after at least one diagnostic.
    func node(_ diagnostics: inout [Diagnostic]) -> YAMLNode? {
        let url = RegistryURL(reference.value).document
        guard let document = documents[url] else {
            diagnostics.append(
                Diagnostic(
                    .documentNotLocked,
                    "\(Lockfile.fileName) does not hold the document '\(url)'",
                    at: reference.location,
                    suggestion: "run 'mcp-reconcile lock', which fetches it, and commit what it writes"
                )
            )
            return nil
        }
        guard let server = document.server, let entry = server.entry else {
            let message = "the document '\(url)' has no image, package of npm or PyPI, or remote"
            diagnostics.append(Diagnostic(.badReference, message, at: reference.location))
            return nil
        }
        guard !server.settings.contains(where: { $0.key == "secrets" }) else {
            diagnostics.append(.unsupportedSecrets(at: reference.location))
            return nil
        }
        return YAMLNode(entry, at: reference.location)
    }
}

extension YAMLNode {
    /// A value that is written nowhere else than where something refers to it.
    init(_ value: ManifestValue, at location: SourceLocation) {
        let content: Content =
            switch value {
            case .null: .scalar(.null, text: "null")
            case .boolean(let value): .scalar(.boolean(value), text: "\(value)")
            case .integer(let value): .scalar(.integer(value), text: "\(value)")
            case .number(let value): .scalar(.number(value), text: "\(value)")
            case .text(let text): .scalar(.string, text: text)
            case .list(let elements): .sequence(elements.map { YAMLNode($0, at: location) })
            case .members(let members):
                .mapping(
                    members.map {
                        Entry(key: $0.key, keyLocation: location, value: YAMLNode($0.value, at: location))
                    }
                )
            }
        self.init(content: content, location: location)
    }
}
