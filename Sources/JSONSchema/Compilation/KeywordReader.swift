/// Reads the keywords of one schema object, and refuses values of a wrong shape.
struct KeywordReader {
    let object: JSONObject
    let place: SchemaPlace

    subscript(keyword: String) -> JSONValue? { object[keyword] }

    func location(_ keyword: String) -> String {
        SchemaPlace.location(of: keyword, in: place.location)
    }

    func wrong(_ keyword: String, _ need: String) -> SchemaError {
        SchemaError("'\(keyword)' must be \(need)", at: location(keyword))
    }

    func text(_ keyword: String) throws(SchemaError) -> String? {
        guard let value = self[keyword] else { return nil }
        guard let text = value.text else { throw wrong(keyword, "a string") }
        return text
    }

    func number(_ keyword: String) throws(SchemaError) -> JSONNumber? {
        guard let value = self[keyword] else { return nil }
        guard case .number(let number) = value else { throw wrong(keyword, "a number") }
        return number
    }

    func count(_ keyword: String) throws(SchemaError) -> Int? {
        guard let number = try number(keyword) else { return nil }
        guard let count = number.count else { throw wrong(keyword, "a whole number of 0 or more") }
        return count
    }

    func boolean(_ keyword: String) throws(SchemaError) -> Bool {
        guard let value = self[keyword] else { return false }
        guard case .boolean(let flag) = value else { throw wrong(keyword, "a boolean") }
        return flag
    }

    func texts(_ keyword: String) throws(SchemaError) -> [JSONText]? {
        guard let value = self[keyword] else { return nil }
        guard let texts = Self.texts(value) else { throw wrong(keyword, "an array of strings") }
        return texts
    }

    static func texts(_ value: JSONValue) -> [JSONText]? {
        guard case .array(let items) = value else { return nil }
        let texts = items.compactMap { item -> JSONText? in
            guard case .string(let text) = item else { return nil }
            return text
        }
        return texts.count == items.count ? texts : nil
    }

    func list(_ keyword: String) throws(SchemaError) -> [JSONValue]? {
        guard let value = self[keyword] else { return nil }
        guard case .array(let items) = value else { throw wrong(keyword, "an array") }
        return items
    }

    func map(_ keyword: String) throws(SchemaError) -> [JSONObject.Member] {
        guard let value = self[keyword] else { return [] }
        guard case .object(let object) = value else { throw wrong(keyword, "an object") }
        return object.members
    }

    /// The subschema that `path` leads to from this schema.
    func place(_ path: String..., value: JSONValue) -> SchemaPlace {
        let location = path.reduce(place.location) { SchemaPlace.location(of: $1, in: $0) }
        return SchemaPlace(location: location, value: value, resource: place.resource)
    }
}
