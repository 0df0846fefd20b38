/// A schema document with its identifiers: what a `$ref` can name.
struct SchemaDocument: Sendable {
    /// A part with a base URI of its own: the whole document or a subschema with `$id`.
    private struct Resource {
        let base: URIReference
        let root: SchemaPlace
        var anchors: [String: SchemaPlace] = [:]
        var dynamicAnchors: [String: SchemaPlace] = [:]
    }

    let draft: Draft
    private let limits: Schema.Limits
    private var resources: [Resource] = []
    private var resourceByURI: [URIReference: Int] = [:]
    private var resourceByLocation: [String: Int] = [:]
    /// Every subschema at a place where the vocabularies put one, the root first.
    private(set) var places: [SchemaPlace] = []

    init(_ value: JSONValue, draft: Draft, limits: Schema.Limits) throws(SchemaError) {
        self.draft = draft
        self.limits = limits
        resources.append(Resource(base: .empty, root: SchemaPlace(location: "", value: value, resource: 0)))
        resourceByURI[.empty] = 0
        resourceByLocation[""] = 0
        try index(value, at: "", in: 0)
    }

    var root: SchemaPlace { resources[0].root }

    /// The schemas with a `$dynamicAnchor`, by resource and name.
    var dynamicAnchors: [[String: SchemaPlace]] { resources.map(\.dynamicAnchors) }

    private mutating func index(_ value: JSONValue, at location: String, in parent: Int) throws(SchemaError) {
        guard location.utf8.count <= SchemaPlace.longestLocation else {
            throw SchemaError("lies too deep: its pointer has over \(SchemaPlace.longestLocation) bytes", at: "")
        }
        guard places.count < limits.subschemas else {
            throw SchemaError("more than \(limits.subschemas) subschemas", at: location)
        }
        var resource = parent
        if case .object(let object) = value {
            resource = identify(object, value, at: location, in: parent)
        }
        let place = SchemaPlace(location: location, value: value, resource: resource)
        places.append(place)
        guard case .object(let object) = value else { return }
        recordAnchors(of: object, place)
        for (path, child) in SubschemaKeywords.children(of: object) {
            let childLocation = path.reduce(location) { SchemaPlace.location(of: $1, in: $0) }
            try index(child, at: childLocation, in: resource)
        }
    }

    /// The resource that the schema is part of, which is a new one if it has an identifier.
    private mutating func identify(
        _ object: JSONObject,
        _ value: JSONValue,
        at location: String,
        in parent: Int
    ) -> Int {
        guard let text = object[draft.identifierKeyword]?.text, !(draft.isReferenceAlone && object["$ref"] != nil),
            !text.hasPrefix("#")
        else { return parent }
        let base = resources[parent].base.resolving(URIReference(text)).withoutFragment
        let isRoot = location.isEmpty
        let resource = isRoot ? 0 : resources.count
        let root = SchemaPlace(location: location, value: value, resource: resource)
        if isRoot {
            resources[0] = Resource(base: base, root: root)
        } else {
            resources.append(Resource(base: base, root: root))
        }
        resourceByURI[base] = resource
        resourceByLocation[location] = resource
        return resource
    }

    private mutating func recordAnchors(of object: JSONObject, _ place: SchemaPlace) {
        if let name = object["$anchor"]?.text { resources[place.resource].anchors[name] = place }
        if let name = object["$dynamicAnchor"]?.text {
            resources[place.resource].anchors[name] = place
            resources[place.resource].dynamicAnchors[name] = place
        }
        if let name = object[draft.identifierKeyword]?.text, name.hasPrefix("#"), draft.isReferenceAlone {
            resources[place.resource].anchors[String(name.dropFirst())] = place
        }
    }

    /// What `reference`, standing at `place`, names.
    func place(for reference: String, from place: SchemaPlace, keyword: String) throws(SchemaError) -> SchemaPlace {
        let location = SchemaPlace.location(of: keyword, in: place.location)
        let target = resources[place.resource].base.resolving(URIReference(reference))
        guard let resource = resourceByURI[target.withoutFragment] else {
            throw SchemaError("'\(Excerpt(reference))' is in another document, which is never fetched", at: location)
        }
        let fragment = target.fragment ?? ""
        let found =
            fragment.isEmpty || fragment.hasPrefix("/")
            ? follow(fragment, from: resources[resource].root)
            : resources[resource].anchors[fragment]
        guard let found else {
            throw SchemaError("'\(Excerpt(reference))' names nothing in this schema", at: location)
        }
        return found
    }

    /// The dynamic anchor that `reference` names by itself, if it names one.
    func dynamicAnchor(of reference: String, at target: SchemaPlace) -> String? {
        guard let name = URIReference(reference).fragment,
            resources[target.resource].dynamicAnchors[name]?.location == target.location
        else { return nil }
        return name
    }

    private func follow(_ pointer: String, from root: SchemaPlace) -> SchemaPlace? {
        var place = root
        for token in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = SchemaPlace.unescaped(token)
            guard let child = place.value.child(name) else { return nil }
            let location = SchemaPlace.location(of: name, in: place.location)
            let resource = resourceByLocation[location] ?? place.resource
            place = SchemaPlace(location: location, value: child, resource: resource)
        }
        return place.location.utf8.count <= SchemaPlace.longestLocation ? place : nil
    }
}
