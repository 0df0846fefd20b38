import ModelContextProtocol
import NIOCore

/// The part of a route table whose entries are asked for by URIs.
///
/// A URI is an identity that results and other lists refer to, so it stays as it is: of several servers that list one,
/// the first by name answers for it, and the others' entries are left out.
struct ResourceRoutes {
    struct Template: Sendable {
        let text: String
        let pattern: URITemplate
        let route: RouteTable.Route
        /// Resources that are none of the template's, though they look like it.
        let withheldURIs: Set<String>

        func matches(_ uri: String) -> Bool { !withheldURIs.contains(uri) && pattern.matches(uri) }
    }

    private(set) var routes: [String: RouteTable.Route] = [:]
    private(set) var definitions: [ByteBuffer] = []
    private(set) var templates: [Template] = []
    private(set) var templateDefinitions: [ByteBuffer] = []

    init(_ sources: [RouteTable.Source]) {
        var known: Set<String> = []
        for source in sources {
            for item in source.offering[.resources] where routes[item.name] == nil {
                routes[item.name] = RouteTable.Route(source)
                definitions.append(item.definition(named: item.name))
            }
            for item in source.offering[.resourceTemplates] where known.insert(item.name).inserted {
                templates.append(
                    Template(
                        text: item.name,
                        pattern: URITemplate(item.name),
                        route: RouteTable.Route(source),
                        withheldURIs: source.offering.withheldURIs
                    )
                )
                templateDefinitions.append(item.definition(named: item.name))
            }
        }
    }
}
