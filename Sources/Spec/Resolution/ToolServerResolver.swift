import SystemPackage

/// Makes the tools of a server complete that each are the run of a container.
struct ToolServerResolver {
    private let mounts: MountResolver
    /// Where arguments may lead.
    private let roots: [VolumeRoot]
    private(set) var diagnostics: [Diagnostic] = []

    init(_ declaration: ServerDeclaration, mounts: MountResolver) {
        self.mounts = mounts
        let found = (declaration.hostPaths?.value ?? []).map { path in
            Result { () throws(Diagnostic) in try VolumeRoot(path, mounts) }
        }
        roots = found.compactMap { try? $0.get() }
        for case .failure(let diagnostic) in found { diagnostics.append(diagnostic) }
    }

    /// Those in which nothing is wrong.
    mutating func tools(of entry: ServerEntry) -> [ContainerTool] {
        let names = RepeatedNames(entry.tools.map { ($0.name.value, $0.name.location) })
        diagnostics += names.diagnostics(.duplicateName, "the tool")
        return entry.tools.compactMap { tool($0) }
    }

    private mutating func tool(_ tool: ToolDeclaration) -> ContainerTool? {
        let count = diagnostics.count
        guard TextRule.toolName.accepts(tool.name.value) else {
            let message = "'\(tool.name.value)' is no tool name"
            diagnostics.append(.init(.badValue, message, at: tool.name.location, suggestion: TextRule.toolName.hint))
            return nil
        }
        guard let node = tool.container else {
            let message = "the tool '\(tool.name.value)' has no container, and a server of type poci runs nothing else"
            diagnostics.append(Diagnostic(.missingKey, message, at: tool.name.location))
            return nil
        }
        let parameters = ToolParameters(tool.parameters)
        diagnostics += parameters.diagnostics
        guard let container = ToolContainerDeclaration.format.read(node, &diagnostics),
            let recipe = recipe(of: container, parameters), let image = image(container.image),
            diagnostics.count == count
        else { return nil }
        var documented = tool.documented
        documented.inputSchema = DocumentValue(parameters.schema)
        return ContainerTool(
            documented: documented,
            annotations: tool.annotations.flatMap { $0.entries == nil ? nil : JSONValue($0).compactText },
            inputSchema: parameters.schema.compactText,
            image: image,
            imageLocation: container.image.location,
            recipe: recipe
        )
    }

    private mutating func image(_ name: Located<String>) -> ImageReference? {
        if let image = ImageReference(name.value) { return image }
        diagnostics.append(.badImage(name))
        return nil
    }

    // MARK: Templates

    private mutating func recipe(
        of container: ToolContainerDeclaration,
        _ parameters: ToolParameters
    ) -> ToolRecipe? {
        let count = diagnostics.count
        let elements = container.command.map { template($0, parameters) }
        let volumes = container.volumes.compactMap { volume($0, parameters) }
        let user = container.user.flatMap { template($0, parameters) }
        guard diagnostics.count == count else { return nil }
        let command = self.command(elements.compactMap { $0 }, at: container.command.map(\.location))
        guard diagnostics.count == count else { return nil }
        return ToolRecipe(command: command, volumes: volumes, user: user, defaults: parameters.defaults)
    }

    /// A template all of whose values are arguments that are declared.
    private mutating func template(_ text: Located<String>, _ parameters: ToolParameters) -> Template? {
        do throws(TemplateProblem) {
            let template = try Template(text.value)
            for path in template.paths where path.first.map(parameters.names.contains) != true {
                let name = path.joined(separator: ".")
                let nearest = parameters.names.nearest(to: name).map { "did you mean '\($0)'?" }
                let help = nearest ?? "declare it in 'parameters.properties'"
                throw TemplateProblem("'\(name)' is no parameter of the tool", help: help)
            }
            return template
        } catch {
            diagnostics.append(Diagnostic(error.code, error.message, at: text.location, suggestion: error.help))
            return nil
        }
    }

    /// What begins with an argument is no option, unless the command says that options may come, or that none can; and
    /// no argument is a part of a shell's text, though it may be all of it: then a program is what the tool takes.
    private mutating func command(_ elements: [Template], at locations: [SourceLocation]) -> [CommandTemplate] {
        var (isShell, endsOptions) = (false, false)
        return zip(elements, locations).enumerated().map { index, element in
            let (template, location) = element
            let literal = template.paths.isEmpty ? template.literalPrefix : nil
            if isShell, literal == nil, template.lone == nil { diagnostics.append(.shellText(at: location)) }
            isShell = literal.map { Self.startsShell($0, after: elements[..<index]) } ?? false
            endsOptions = endsOptions || literal == "--"
            let mayBegin = template.literalPrefix.isEmpty && literal == nil
            return CommandTemplate(
                template: template,
                refusesOptions: mayBegin && !endsOptions && template.lone?.isList != true
            )
        }
    }

    /// True for `-c` and its like at the beginning of a command, where they are the image's shell's, and behind a shell.
    private static func startsShell(_ element: String, after elements: ArraySlice<Template>) -> Bool {
        guard element.wholeMatch(of: /-[a-z]*c/) != nil else { return false }
        let words = elements.map(\.literalPrefix)
        return words.allSatisfy { $0.hasPrefix("-") }
            || words.contains { $0.wholeMatch(of: /(?:.*\/)?(?:ba|da|a|k|z|)sh/) != nil }
    }

    private mutating func volume(_ text: Located<String>, _ parameters: ToolParameters) -> VolumeTemplate? {
        guard let template = template(text, parameters) else { return nil }
        do {
            guard !template.paths.isEmpty else { return .fixed(try mounts.mount(volume: text)) }
            return .template(
                VolumeTemplate.Completed(
                    template: template,
                    roots: try bounds(of: template, text),
                    resolver: mounts,
                    location: text.location
                )
            )
        } catch {
            diagnostics.append(error)
            return nil
        }
    }

    /// The directory that the template itself names before its first value, or else those of the profile.
    private func bounds(of template: Template, _ text: Located<String>) throws(Diagnostic) -> [FilePath]? {
        let prefix = template.literalPrefix
        if prefix.contains(":") { return nil }
        if let slash = prefix.lastIndex(of: "/"), slash > prefix.startIndex {
            return [try VolumeRoot(Located(String(prefix[..<slash]) + "/", at: text.location), mounts).path]
        }
        guard prefix.isEmpty || prefix == "/", !roots.isEmpty else {
            throw Diagnostic(
                .unboundedMount,
                "'\(text.value)' lets arguments choose what is mounted",
                at: text.location,
                suggestion:
                    "begin it with a directory, as in /srv/data/{{name}}:/data, or set 'hostPaths' in the profile"
            )
        }
        return roots.map(\.path)
    }
}

extension Diagnostic {
    static func badImage(_ name: Located<String>) -> Self {
        Self(
            .badReference,
            "'\(name.value)' is no image reference",
            at: name.location,
            suggestion: "write [registry/]repository[:tag][@sha256:digest] in lower case"
        )
    }

    fileprivate static func shellText(at location: SourceLocation) -> Self {
        Self(
            .shellText,
            "an argument would become a part of a shell's text",
            at: location,
            suggestion: "pass it behind the text, as in [\"-c\", \"grep -- \\\"$1\\\" /data\", \"sh\", \"{{pattern}}\"]"
        )
    }
}
