import Spec

/// A tool as `tools/list` shows it to a client: what is compared, and what its length is measured of.
struct ListedTool: Hashable, Sendable {
    /// The parts that a change is told apart by.
    enum Part: String, Hashable, Sendable, CaseIterable {
        case title, description
        case inputSchema = "input_schema"
        case outputSchema = "output_schema"
        case annotations
    }

    let exposedName: String
    /// A short hash of the server's own name for it, which stays when the exposed name changes.
    let identity: String
    /// The bytes of its JSON.
    let bytes: Int
    /// A short hash of each part that there is.
    let hashes: [Part: String]
    /// Nil for one of which only a record is left.
    let documentation: DocumentedTool?

    init(_ tool: ToolSurface.Tool) {
        let documentation = tool.documentation
        let parts: [(Part, CanonicalJSON?)] = [
            (.title, documentation.title.map(CanonicalJSON.string)),
            (.description, documentation.description.map(CanonicalJSON.string)),
            (.inputSchema, documentation.inputSchema?.canonical),
            (.outputSchema, documentation.outputSchema?.canonical),
            (.annotations, documentation.annotations?.canonical),
        ]
        exposedName = tool.exposedName
        identity = Self.hash(.string(tool.name), of: "name")
        self.documentation = documentation
        hashes = Dictionary(
            uniqueKeysWithValues: parts.compactMap { part, value in
                value.map { (part, Self.hash($0, of: part.rawValue)) }
            }
        )
        bytes = Self.bytes(of: tool)
    }

    init(exposedName: String, identity: String, bytes: Int, hashes: [Part: String]) {
        self.exposedName = exposedName
        self.identity = identity
        self.bytes = bytes
        self.hashes = hashes
        documentation = nil
    }

    /// What the tool costs a language model that is told of it: an estimate of one token for four bytes of its JSON.
    ///
    /// Tokenizers differ, and none is part of MCP. Four bytes a token is what English and JSON come to with those in
    /// use; a plan wants the size of a change, and for that the ratio is good enough.
    var tokens: Int { Self.tokens(in: bytes) }

    /// The same of a tool that is compared with nothing, so that no part of it has to be hashed.
    static func tokens(of tool: ToolSurface.Tool) -> Int { tokens(in: bytes(of: tool)) }

    private static func tokens(in bytes: Int) -> Int { (bytes + 3) / 4 }

    private static func bytes(of tool: ToolSurface.Tool) -> Int {
        json(named: tool.exposedName, tool.documentation).text.utf8.count
    }

    /// How many digits of a hash tell two versions of a part apart; nobody's safety rests on it.
    static let hashLength = 6

    private static func hash(_ value: CanonicalJSON, of part: String) -> String {
        String(HexDigest(of: "mcp-reconcile tool v1 \(part)\n" + value.text).text.prefix(hashLength))
    }

    /// A tool must have an input schema; without documentation it is taken to be the empty one.
    private static func json(named name: String, _ tool: DocumentedTool) -> CanonicalJSON {
        .eliding([
            ("name", .string(name)),
            ("title", tool.title.map(CanonicalJSON.string)),
            ("description", tool.description.map(CanonicalJSON.string)),
            ("inputSchema", tool.inputSchema?.canonical ?? .object(["type": .string("object")])),
            ("outputSchema", tool.outputSchema?.canonical),
            ("annotations", tool.annotations?.canonical),
        ])
    }
}

extension DocumentValue {
    fileprivate var canonical: CanonicalJSON {
        switch self {
        case .null: .literal("null")
        case .boolean(let value): .bool(value)
        case .integer(let number): .integer(number)
        case .number(let number): number.isFinite ? .literal("\(number)") : .literal("null")
        case .text(let text): .string(text)
        case .list(let elements): .array(elements.map(\.canonical))
        case .members(let members): .object(members.mapValues(\.canonical))
        }
    }
}
