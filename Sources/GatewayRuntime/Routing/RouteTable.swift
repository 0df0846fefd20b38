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

    /// A class, because calls carry theirs along from hand to hand.
    final class Route: Sendable {
        let backend: Backend
        let isolation: Isolation
        /// The server's own name as JSON, quotes included; nil if it is the exposed one.
        let originalName: ByteBuffer?
        /// Of a tool.
        let inputSchema: LazySchema?
        /// Whether a tool says that calling it again changes nothing more.
        let isIdempotent: Bool
        /// The arguments of a tool that clients repeat in headers; nil where none could.
        let headers: HeaderParameters?

        init(
            _ source: Source,
            originalName: ByteBuffer? = nil,
            inputSchema: LazySchema? = nil,
            headers: HeaderParameters? = nil,
            isIdempotent: Bool = false
        ) {
            backend = source.backend
            isolation = source.server.isolation
            self.originalName = originalName
            self.inputSchema = inputSchema
            self.isIdempotent = isIdempotent
            self.headers = headers
        }
    }

    /// Entries that were withheld because nothing could make their names unique.
    let withheld: [ExposedNames.Entry]
    private let tools: [String: Route]
    private let prompts: [String: Route]
    private let resources: [String: Route]
    private let templates: [ResourceRoutes.Template]
    /// Those that have resources at all: some serve URIs that they do not list, and only locked ones may not.
    private let resourceRoutes: [Route]
    private let lists: [ListKind: ListPages]
    /// The tools for clients with a handshake, where some could not be read by them.
    private let simplifiedTools: ListPages?
    private let hints: [ListKind: CacheHint]
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
        resourceRoutes = sources.filter { $0.offering.lists[.resources] != nil && !$0.offering.isClosed }
            .map { Route($0) }
        lists = [
            .tools: ListPages(.tools, tools.definitions),
            .prompts: ListPages(.prompts, prompts.definitions),
            .resources: ListPages(.resources, resources.definitions),
            .resourceTemplates: ListPages(.resourceTemplates, resources.templateDefinitions),
        ]
        simplifiedTools =
            tools.simplified.isEmpty
            ? nil
            : ListPages(
                .tools,
                tools.definitions.enumerated().map { tools.simplified[$0.offset] ?? $0.element }
            )
        hints = Dictionary(uniqueKeysWithValues: ListKind.allCases.map { ($0, Self.hint(of: $0, in: sources)) })
        instructions = ServerInstructions(sources).text
    }

    /// A commit can change a list at any time, so no list is served again for longer than this.
    private static let longestLifetime: Duration = .seconds(60)

    private static func hint(of kind: ListKind, in sources: [Source]) -> CacheHint {
        let hints = sources.filter { $0.offering.lists[kind] != nil }.map { $0.offering.hints[kind] ?? .none }
        guard let first = hints.first else { return .none }
        let merged = hints.dropFirst().reduce(first) { $0.merged(with: $1) }
        return CacheHint(lifetime: min(merged.lifetime, longestLifetime), isPublic: merged.isPublic)
    }

    var toolCount: Int { tools.count }

    func route(forTool name: String) -> Route? { tools[name] }

    func route(forPrompt name: String) -> Route? { prompts[name] }

    /// Where a request can go.
    typealias Routes = (best: Route, others: ArraySlice<Route>)

    /// The routes to try for a resource: who lists it; else whose template it fits; else everybody who has resources.
    ///
    /// - Returns: Nil if nobody has any.
    func routes(forResource uri: String) -> Routes? {
        if let route = resources[uri] ?? templates.first(where: { $0.matches(uri) })?.route { return (route, []) }
        return resourceRoutes.first.map { ($0, resourceRoutes.dropFirst()) }
    }

    /// The route to who completes the variables of a template, which may be given as such or as one of its URIs.
    func route(forTemplate text: String) -> Route? {
        let template = templates.first { $0.text == text }
        return template?.route ?? resources[text] ?? templates.first { $0.matches(text) }?.route
    }

    /// How many entries clients see.
    func count(of kind: ListKind) -> Int { lists[kind]?.definitions.count ?? 0 }

    /// The result of a list request as JSON, for a client of either era; nil for a cursor that is not of this table.
    func page(of kind: ListKind, at cursor: String?, forHandshake: Bool) -> ByteBuffer? {
        let simplified = forHandshake && kind == .tools ? simplifiedTools : nil
        return (simplified ?? lists[kind])?.page(at: cursor)
    }

    /// For how long a list may be served again.
    func hint(of kind: ListKind) -> CacheHint { hints[kind] ?? .none }

    /// The lists in which a client that knows the other table would find something else now.
    func changes(from other: RouteTable) -> Set<ListKind> {
        Set(ListKind.allCases.filter { lists[$0]?.definitions != other.lists[$0]?.definitions })
    }
}
