/// A server that is no process: each call of one of its tools is the run of a container.
package struct ToolServer: Hashable, Sendable {
    package var serving: ServingPolicy
    /// Where the profile names this server.
    package var declaredAt: SourceLocation
    /// In the order of the entry; names are unique.
    package var tools: [ContainerTool]
    package var network: NetworkPolicy
    /// `host:ip` pairs for the containers' hosts files.
    package var extraHosts: [String]
    /// Of each run.
    package var resources: ResourceLimits

    package var name: ServerName { serving.name }

    package init(
        serving: ServingPolicy,
        declaredAt: SourceLocation,
        tools: [ContainerTool],
        network: NetworkPolicy = .none,
        extraHosts: [String] = [],
        resources: ResourceLimits = ResourceLimits()
    ) {
        self.serving = serving
        self.declaredAt = declaredAt
        self.tools = tools
        self.network = network
        self.extraHosts = extraHosts
        self.resources = resources
    }

    package var documentedTools: [DocumentedTool] {
        tools.map(\.documented)
    }
}

/// A tool that is the run of a container.
package struct ContainerTool: Hashable, Sendable {
    /// What the tool is for clients.
    package let documented: DocumentedTool
    /// What the tool says of itself, a JSON object.
    package let annotations: String?
    /// The JSON Schema of the arguments.
    package let inputSchema: String
    package private(set) var image: ImageReference
    /// Where the entry names the image.
    package let imageLocation: SourceLocation
    private let recipe: ToolRecipe

    init(
        documented: DocumentedTool,
        annotations: String?,
        inputSchema: String,
        image: ImageReference,
        imageLocation: SourceLocation,
        recipe: ToolRecipe
    ) {
        self.documented = documented
        self.annotations = annotations
        self.inputSchema = inputSchema
        self.image = image
        self.imageLocation = imageLocation
        self.recipe = recipe
    }

    /// The same tool, running another image.
    func running(_ image: ImageReference) -> Self {
        var tool = self
        tool.image = image
        return tool
    }

    package var name: String { documented.name }
    package var description: String? { documented.description }

    /// What to run for arguments, a JSON object that fits the input schema.
    ///
    /// - Throws: ``ToolArgumentProblem`` for arguments that may not become what the templates would make of them.
    package func run(arguments: [UInt8]) throws(ToolArgumentProblem) -> ToolRun {
        try recipe.run(arguments: arguments)
    }
}

/// What arguments make of a container tool.
package struct ToolRun: Hashable, Sendable {
    /// Arguments after the image; empty means the image's own.
    package var command: [String]
    package var mounts: [Mount]
    /// Nil means the image's own.
    package var user: String?
}

/// Why arguments cannot be used, in words by which a model can mend them.
package struct ToolArgumentProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Quoted arguments are not escaped.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
