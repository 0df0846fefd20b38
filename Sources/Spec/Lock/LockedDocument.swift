/// The document of a server in an MCP registry, as it was when the lock was made.
package struct LockedDocument: Hashable, Sendable {
    /// Why something is no document, to follow "the document".
    package struct Problem: Error, Hashable, Sendable {
        package let sentence: String
    }

    /// Indented JSON with sorted keys, in which nothing is invisible.
    package let content: String
    /// Of the content, however it is written.
    package let hash: LockHash

    /// Reads a document, as a registry gives it or as a lock keeps it.
    package init(_ bytes: [UInt8]) throws(Problem) {
        let value: CanonicalJSON
        do {
            value = try JSONReader.value(of: bytes)
        } catch {
            throw Problem(sentence: "cannot be read: \(error.sentence)")
        }
        content = value.lockText
        hash = LockHash("document", value)
        guard let root, RegistryImport(root) != nil else { throw Problem(sentence: "describes no server") }
    }

    private var root: YAMLNode? { YAMLDocument(bytes: Array(content.utf8), file: "document", limits: .catalog).root }

    /// The server as the manifests have it; nil if it offers nothing that can be run or reached.
    var server: ImportedServer? { root.flatMap(RegistryImport.init)?.servers.first }
}

/// What the file says of one document.
struct LockedDocumentDeclaration: Sendable {
    let hash: Located<String>
    let content: Located<String>

    static let format = Format.object(
        .required("hash", Format.string(.lockHash).located, "The hash of the document."),
        .required("content", Format.string(.nonEmpty).located, "The document, as JSON."),
        build: LockedDocumentDeclaration.init
    )
}
