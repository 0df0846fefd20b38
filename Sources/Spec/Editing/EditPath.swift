/// The way from the root of a manifest to a value in it.
struct EditPath: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    let steps: [Step]

    init(_ steps: [Step]) {
        self.steps = steps
    }

    func appending(_ keys: String...) -> EditPath {
        EditPath(steps + keys.map(Step.key))
    }

    func appending(_ index: Int) -> EditPath {
        EditPath(steps + [.index(index)])
    }
}

extension EditPath: CustomStringConvertible {
    var description: String {
        steps.reduce("") { text, step in
            switch step {
            case .key(let key): text.isEmpty ? key : "\(text).\(key)"
            case .index(let index): "\(text)[\(index)]"
            }
        }
    }
}

extension JSONValue {
    subscript(path: ArraySlice<EditPath.Step>) -> JSONValue? {
        guard let step = path.first else { return self }
        switch (step, self) {
        case (.key(let key), .object(let members)): return members[key]?[path.dropFirst()]
        case (.index(let index), .array(let elements)) where elements.indices.contains(index):
            return elements[index][path.dropFirst()]
        case (.key, _), (.index, _): return nil
        }
    }

    /// The value with another one at a place; mappings on the way are made, nil removes what is there.
    func replacing(_ path: ArraySlice<EditPath.Step>, with value: JSONValue?) -> JSONValue? {
        guard let step = path.first else { return value }
        switch (step, self) {
        case (.key(let key), .object(var members)):
            members[key] = (members[key] ?? .null).replacing(path.dropFirst(), with: value)
            return .object(members)
        case (.key(let key), .null):
            return JSONValue.null.replacing(path.dropFirst(), with: value).map { .object([key: $0]) }
        case (.index(let index), .array(var elements)) where elements.indices.contains(index):
            if let element = elements[index].replacing(path.dropFirst(), with: value) {
                elements[index] = element
            } else {
                elements.remove(at: index)
            }
            return .array(elements)
        case (.key, _), (.index, _): return self
        }
    }
}
