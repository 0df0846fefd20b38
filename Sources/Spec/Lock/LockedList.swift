/// The lists of a server that a lock holds.
package enum LockedList: String, Hashable, Sendable, CaseIterable {
    case tools, prompts, resources, resourceTemplates

    /// The member of an entry by which it is asked for.
    var key: String {
        switch self {
        case .tools, .prompts: "name"
        case .resources: "uri"
        case .resourceTemplates: "uriTemplate"
        }
    }

    /// What one entry is called in sentences.
    package var noun: String {
        switch self {
        case .tools: "tool"
        case .prompts: "prompt"
        case .resources: "resource"
        case .resourceTemplates: "resource template"
        }
    }

    /// The members of an entry that have a hash of their own, so that it can be told what has changed.
    var parts: [String] {
        switch self {
        case .tools: ["title", "description", "inputSchema", "outputSchema", "annotations"]
        case .prompts: ["title", "description", "arguments"]
        case .resources, .resourceTemplates: ["name", "title", "description", "mimeType", "annotations"]
        }
    }
}
