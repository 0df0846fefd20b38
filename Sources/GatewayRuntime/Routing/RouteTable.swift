import ModelContextProtocol
import NIOCore
import Planner
import Spec

/// Which server answers for a tool, a prompt or a resource, and what the lists say: an immutable snapshot, made anew on
/// every change and swapped whole.
final class RouteTable: Sendable {
    /// One server's part.
    struct Source: Sendable {
        let backend: Backend
        let server: ServingPolicy
        let offering: Offering

        init(_ backend: Backend) {
            self.backend = backend
            server = backend.server
            offering = backend.offering
        }
    }

    struct Route: Sendable {
        let backend: Backend
        let isolation: Isolation
        /// The server's own name as JSON, quotes included; nil if it is the exposed one.
        let originalName: ByteBuffer?
        /// Of a tool.
        let inputSchema: LazySchema?
        /// Whether a tool says that calling it again changes nothing more.
        let isIdempotent: Bool

        init(
            _ source: Source,
            originalName: ByteBuffer? = nil,
            inputSchema: LazySchema? = nil,
            isIdempotent: Bool = false
        ) {
            backend = source.backend
            isolation = source.server.isolation
            self.originalName = originalName
            self.inputSchema = inputSchema
            self.isIdempotent = isIdempotent
        }
    }

    /// Entries that were withheld because nothing could make their names unique.
    let withheld: [ExposedNames.Entry]
    private let tools: [String: Route]
    private let prompts: [String: Route]
    private let resources: [String: Route]
    private let templates: [ResourceRoutes.Template]
    /// Those that have resources at all: some serve URIs that they do not list.
    private let resourceRoutes: [Route]
    private let lists: [ListKind: ListPages]
    /// The servers' own words on how to use them.
    let instructions: String?

    /// Makes the routes to sources that come in the order in which their entries shall be listed.
    init(_ sources: [Source] = [], naming: ToolNaming = .automatic) {
        let tools = NamedRoutes(.tools, sources, naming)
        let prompts = NamedRoutes(.prompts, sources, naming)
        let resources = ResourceRoutes(sources)
        (self.tools, self.prompts, self.resources) = (tools.routes, prompts.routes, resources.routes)
        withheld = tools.withheld + prompts.withheld
        templates = resources.templates
        resourceRoutes = sources.filter { $0.offering.lists[.resources] != nil }.map { Route($0) }
        lists = [
            .tools: ListPages(.tools, tools.definitions),
            .prompts: ListPages(.prompts, prompts.definitions),
            .resources: ListPages(.resources, resources.definitions),
            .resourceTemplates: ListPages(.resourceTemplates, resources.templateDefinitions),
        ]
        instructions = ServerInstructions(sources).text
    }

    var toolCount: Int { tools.count }

    func route(forTool name: String) -> Route? { tools[name] }

    func route(forPrompt name: String) -> Route? { prompts[name] }

    /// The routes to try for a resource, best first: who lists it; else whose template it fits; else everybody who has
    /// resources.
    func routes(forResource uri: String) -> [Route] {
        if let route = resources[uri] { return [route] }
        if let template = templates.first(where: { $0.pattern.matches(uri) }) {
            return [template.route]
        }
        return resourceRoutes
    }

    /// The route to who completes the variables of a template, which may be given as such or as one of its URIs.
    func route(forTemplate text: String) -> Route? {
        let template = templates.first { $0.text == text }
        return template?.route ?? resources[text] ?? templates.first { $0.pattern.matches(text) }?.route
    }

    /// How many entries clients see.
    func count(of kind: ListKind) -> Int { lists[kind]?.definitions.count ?? 0 }

    /// The result of a list request as JSON; nil for a cursor that is not of this table.
    func page(of kind: ListKind, at cursor: String?) -> ByteBuffer? { lists[kind]?.page(at: cursor) }

    /// The lists in which a client that knows the other table would find something else now.
    func changes(from other: RouteTable) -> Set<ListKind> {
        Set(ListKind.allCases.filter { lists[$0]?.definitions != other.lists[$0]?.definitions })
    }
}
