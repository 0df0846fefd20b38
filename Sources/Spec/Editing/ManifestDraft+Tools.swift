/// Which tools of a server are let through, changed by a command.
extension ManifestDraft {
    package enum ToolChange: Hashable, Sendable {
        case enable(String)
        case disable(String)
        case enableAll
        case disableAll
    }

    /// Changes the policy so that the tool is exposed, or is not; a policy that says so already stays.
    package mutating func change(_ change: ToolChange, of server: String, in profile: ProfileName) throws(Problem) {
        let (file, index) = try self.server(server, of: profile)
        let tools = EditPath([.key("servers"), .index(index), .key("tools")])
        try edit(file.path) { editor throws(ManifestEditor.Refusal) in
            switch change {
            case .enable(let tool): try Self.enable(tool, tools, &editor)
            case .disable(let tool): try Self.disable(tool, tools, &editor)
            case .enableAll:
                try editor.remove(tools.appending("allow"))
                try editor.remove(tools.appending("deny"))
            case .disableAll: try editor.set(tools.appending("allow"), to: .list([]))
            }
            if editor[tools] == .object([:]) { try editor.remove(tools) }
        }
    }

    private static func enable(
        _ tool: String,
        _ tools: EditPath,
        _ editor: inout ManifestEditor
    ) throws(ManifestEditor.Refusal) {
        try drop(tool, from: tools.appending("deny"), &editor, removesEmpty: true)
        let allow = tools.appending("allow")
        guard let allowed = editor.texts(allow), !allowed.contains(where: { Glob($0).matches(tool) }) else { return }
        try editor.append(.text(tool), to: allow)
    }

    private static func disable(
        _ tool: String,
        _ tools: EditPath,
        _ editor: inout ManifestEditor
    ) throws(ManifestEditor.Refusal) {
        let (allow, deny) = (tools.appending("allow"), tools.appending("deny"))
        try drop(tool, from: allow, &editor, removesEmpty: false)
        let isAllowed = editor.texts(allow)?.contains { Glob($0).matches(tool) } ?? true
        let isDenied = editor.texts(deny)?.contains { Glob($0).matches(tool) } ?? false
        if isAllowed, !isDenied { try editor.append(.text(tool), to: deny) }
    }

    private static func drop(
        _ tool: String,
        from list: EditPath,
        _ editor: inout ManifestEditor,
        removesEmpty: Bool
    ) throws(ManifestEditor.Refusal) {
        while let index = editor.texts(list)?.firstIndex(of: tool) { try editor.remove(list.appending(index)) }
        if removesEmpty, editor[list] == .array([]) { try editor.remove(list) }
    }
}

extension ManifestEditor {
    /// The elements of a list of texts; nil if there is no list.
    fileprivate func texts(_ path: EditPath) -> [String]? {
        guard case .array(let elements)? = self[path] else { return nil }
        return elements.map(\.compactText).enumerated().map { index, text in
            if case .string(let element) = elements[index] { element } else { text }
        }
    }
}
