package import NIOCore

/// One entry of a list: what it is asked for by, and its whole definition as the server wrote it.
package struct ListedItem: Hashable, Sendable {
    /// A tool's or prompt's name, a resource's URI, a template's URI template.
    package let name: String
    /// The entry's JSON object.
    package let definition: ByteBuffer
    package let descriptionText: String?
    /// A tool's input schema as JSON.
    package let inputSchema: ByteBuffer?
    /// Whether a tool says of itself that it changes nothing; one that says nothing may change anything.
    package let isReadOnly: Bool
    /// Whether a tool says of itself that calling it again changes nothing more.
    package let isIdempotent: Bool
    /// Whether a tool's output schema is one that clients of revisions with a handshake cannot read: before 2026-07-28
    /// it describes an object or nothing.
    package let hasModernOutput: Bool
    /// Where the name stands in the definition, quotes included.
    private let nameRange: Range<Int>
    /// Where the description's value stands.
    private let descriptionRange: Range<Int>?

    /// Reads a definition.
    ///
    /// - Throws: ``InvalidItem`` for one that no client could use.
    init(_ definition: JSONText, kind: ListKind) throws(InvalidItem) {
        guard let nameRange = definition.range(of: kind.key), let name = definition.bytes.string(at: nameRange),
            !name.isEmpty
        else { throw InvalidItem(name: nil, problem: "it has no \(kind.key)") }
        if kind == .tools { try Self.check(tool: definition, named: name) }
        self.name = name
        self.definition = definition.bytes
        self.nameRange = nameRange
        descriptionText = definition["description"]?.string
        descriptionRange = definition.range(of: "description")
        let annotations = definition["annotations"]
        isReadOnly = annotations?["readOnlyHint"]?.boolean == true
        isIdempotent = isReadOnly || annotations?["idempotentHint"]?.boolean == true
        let output = kind == .tools ? definition["outputSchema"] : nil
        hasModernOutput = output.map { $0["type"]?.string != "object" } ?? false
        inputSchema = kind == .tools ? definition["inputSchema"]?.bytes : nil
    }

    private static func check(tool definition: JSONText, named name: String) throws(InvalidItem) {
        guard let schema = definition["inputSchema"], schema["type"]?.string == "object" else {
            throw InvalidItem(name: name, problem: "its input schema is not of the type 'object'")
        }
        guard definition["execution"]?["taskSupport"]?.string != "required" else {
            throw InvalidItem(name: name, problem: "it can only be called as a task, which is not supported")
        }
    }

    /// The definition under another name and, if one is given, with another description; everything else is as the
    /// server wrote it, on one line.
    ///
    /// Without the output schema it is one that every client can read.
    package func definition(
        named name: String,
        describedAs text: String? = nil,
        withOutputSchema: Bool = true
    ) -> ByteBuffer {
        var splicer = MessageSplicer()
        let described = text.map(JSONString.quoting)
        if let described, let descriptionRange {
            splicer.replace(descriptionRange, with: ByteBuffer(string: described))
        }
        if name != self.name || described != nil && descriptionRange == nil {
            let more = descriptionRange == nil ? described.map { #","description":\#($0)"# } ?? "" : ""
            splicer.replace(nameRange, with: ByteBuffer(string: JSONString.quoting(name) + more))
        }
        var copy = splicer.applied(to: definition)
        if !withOutputSchema, let text = try? JSONText(copy) {
            var splicer = MessageSplicer()
            text.wholeRanges(of: ["outputSchema"]).forEach { splicer.replace($0, with: ByteBuffer()) }
            copy = splicer.applied(to: text.bytes)
        }
        copy.joinLines()
        return copy
    }
}

/// Why an entry of a list is of no use.
package struct InvalidItem: Error, Hashable, Sendable {
    /// As the server wrote it; untrusted.
    package let name: String?
    package let problem: String
}

/// One page of a list's result.
package struct ListPage: Hashable, Sendable {
    package private(set) var items: [ListedItem] = []
    package private(set) var invalid: [InvalidItem] = []
    /// The cursor of the next page as JSON; nil at the end.
    package let nextCursor: ByteBuffer?

    /// Reads the page from a response whose `result` stands at the range.
    ///
    /// - Throws: ``MalformedJSON`` if the result has no such list.
    package init(_ response: ByteBuffer, result range: Range<Int>, of kind: ListKind) throws(MalformedJSON) {
        let result = try JSONText(response.piece(range))
        guard let list = result[kind.rawValue], list.isArray else { throw MalformedJSON(offset: range.lowerBound) }
        nextCursor = result["nextCursor"].flatMap { $0.string == nil ? nil : $0.bytes }
        for element in list.elements {
            do {
                items.append(try ListedItem(element, kind: kind))
            } catch {
                invalid.append(error)
            }
        }
    }
}
