package import NIOCore

/// One tool of a `tools/list` result: its name, and its whole definition as the server wrote it.
package struct ListedTool: Hashable, Sendable {
    package let name: String
    /// The tool's JSON object.
    package let definition: ByteBuffer
    package let descriptionText: String?
    /// Where the name stands in the definition, quotes included.
    private let nameRange: Range<Int>

    /// Reads a definition.
    ///
    /// - Throws: ``InvalidTool`` for one that no client could use.
    init(_ definition: JSONText) throws(InvalidTool) {
        guard let nameRange = definition.range(of: "name"), let name = definition.bytes.string(at: nameRange),
            !name.isEmpty
        else { throw InvalidTool(name: nil, problem: "it has no name") }
        guard let schema = definition["inputSchema"], schema["type"]?.string == "object" else {
            throw InvalidTool(name: name, problem: "its input schema is not of the type 'object'")
        }
        guard definition["execution"]?["taskSupport"]?.string != "required" else {
            throw InvalidTool(name: name, problem: "it can only be called as a task, which is not supported")
        }
        self.name = name
        self.definition = definition.bytes
        self.nameRange = nameRange
        descriptionText = definition["description"]?.string
    }

    /// The definition under another name, everything else as the server wrote it, on one line.
    package func definition(named name: String) -> ByteBuffer {
        var splicer = MessageSplicer()
        if name != self.name { splicer.replace(nameRange, with: ByteBuffer(string: JSONString.quoting(name))) }
        var copy = splicer.applied(to: definition)
        copy.joinLines()
        return copy
    }
}

/// Why an entry of a list is no tool.
package struct InvalidTool: Error, Hashable, Sendable {
    /// As the server wrote it; untrusted.
    package let name: String?
    package let problem: String
}

/// One page of a `tools/list` result.
package struct ToolPage: Hashable, Sendable {
    package private(set) var tools: [ListedTool] = []
    package private(set) var invalid: [InvalidTool] = []
    /// The cursor of the next page as JSON; nil at the end.
    package let nextCursor: ByteBuffer?

    /// Reads the page from a response whose `result` stands at the range.
    ///
    /// - Throws: ``MalformedJSON`` if the result has no list of tools.
    package init(_ response: ByteBuffer, result range: Range<Int>) throws(MalformedJSON) {
        let result = try JSONText(response.piece(range))
        guard let list = result["tools"], list.isArray else { throw MalformedJSON(offset: range.lowerBound) }
        nextCursor = result["nextCursor"].flatMap { $0.string == nil ? nil : $0.bytes }
        for element in list.elements {
            do {
                tools.append(try ListedTool(element))
            } catch {
                invalid.append(error)
            }
        }
    }
}
