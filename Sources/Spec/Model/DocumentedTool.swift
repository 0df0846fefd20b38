/// A tool as a server entry or an image's label documents it: what a plan can say of it before the server has run.
package struct DocumentedTool: Hashable, Sendable {
    package var name: String
    package var title: String?
    package var description: String?
    /// JSON Schemas of the arguments and of the structured result; nil where nothing is said of them.
    package var inputSchema: DocumentValue?
    package var outputSchema: DocumentValue?
    /// Hints such as `readOnlyHint`.
    package var annotations: DocumentValue?

    package init(
        name: String,
        title: String? = nil,
        description: String? = nil,
        inputSchema: DocumentValue? = nil,
        outputSchema: DocumentValue? = nil,
        annotations: DocumentValue? = nil
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.inputSchema = inputSchema
        self.outputSchema = outputSchema
        self.annotations = annotations
    }
}

/// A JSON value within a tool's documentation.
package indirect enum DocumentValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([DocumentValue])
    case members([String: DocumentValue])

    package subscript(key: String) -> DocumentValue? {
        if case .members(let members) = self { members[key] } else { nil }
    }

    package var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    package var elements: [DocumentValue]? {
        if case .list(let elements) = self { elements } else { nil }
    }

    package var members: [String: DocumentValue]? {
        if case .members(let members) = self { members } else { nil }
    }
}
