/// What an image says of its server in the label `io.docker.server.metadata`, in the reference's narrow field set.
///
/// Secrets, values of variables, commands, volumes, users and networks in a label are ignored: an image does not decide
/// about those.
package struct ImageMetadata: Hashable, Sendable {
    package static let label = "io.docker.server.metadata"

    package var name: String?
    package var title: String?
    package var description: String?
    /// What the tools' names begin with; nil also for a text that no name may begin with.
    package var prefix: String?
    package var tools: [DocumentedTool]

    /// Reads the label's YAML or JSON.
    ///
    /// Unquoted words of which YAML's versions disagree are taken as text, for nobody who reads this can correct an
    /// image.
    ///
    /// - Throws: ``DiagnosticReport`` if the text is no YAML mapping, or a known field has the wrong type.
    package init(label text: String) throws(DiagnosticReport) {
        let document = YAMLDocument(bytes: Array(text.utf8), file: Self.label)
        var diagnostics = document.diagnostics.filter { $0.code != .ambiguousScalar }
        let root = document.root ?? YAMLNode(content: .mapping([]), location: Self.start)
        if document.root == nil, diagnostics.isEmpty {
            diagnostics.append(Diagnostic(.emptyDocument, "the label is empty", at: Self.start))
        }
        let metadata = Self.format.read(root, &diagnostics)
        guard let metadata, diagnostics.isEmpty else {
            throw DiagnosticReport(diagnostics, sources: [Self.label: text])
        }
        self = metadata
    }

    private init(name: String?, title: String?, description: String?, prefix: String?, tools: [DocumentedTool]) {
        self.name = name
        self.title = title
        self.description = description
        self.prefix = prefix.flatMap { TextRule.toolName.accepts($0) ? $0 : nil }
        self.tools = tools
    }

    private static let start = SourceLocation(file: label, line: 1, column: 1)

    private static let format = Format.object(
        unknownKeys: .ignored,
        .optional("name", .text, "The server's name."),
        .optional("title", .text, "The server's name for people."),
        .optional("description", .text, "What the server is for."),
        .optional("prefix", .text, "A prefix that the names of the tools carry."),
        .optional("tools", .list(of: DocumentedTool.format), default: [], "The tools, as documentation."),
        build: { ImageMetadata(name: $0, title: $1, description: $2, prefix: $3, tools: $4) }
    )
}
