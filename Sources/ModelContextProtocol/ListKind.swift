/// What a server lists: each kind has its own method, and its own member of an entry that tells entries apart.
package enum ListKind: String, Hashable, Sendable, CaseIterable {
    case tools, prompts, resources, resourceTemplates

    /// The request that lists them.
    package var method: MCPMethod {
        switch self {
        case .tools: .toolsList
        case .prompts: .promptsList
        case .resources: .resourcesList
        case .resourceTemplates: .resourceTemplatesList
        }
    }

    /// The notification that tells that the list has changed.
    package var changed: MCPMethod {
        switch self {
        case .tools: .toolListChanged
        case .prompts: .promptListChanged
        case .resources, .resourceTemplates: .resourceListChanged
        }
    }

    /// The capability that a server with such a list declares.
    package var capability: String {
        switch self {
        case .tools: "tools"
        case .prompts: "prompts"
        case .resources, .resourceTemplates: "resources"
        }
    }

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
}
