import ModelContextProtocol

/// What one server offers, as its handshake and its lists say.
package struct Offering: Hashable, Sendable {
    var lists: [ListKind: [ListedItem]] = [:]
    /// For how long lists may be served again.
    var hints: [ListKind: CacheHint] = [:]
    /// The notifications of changed lists that it declared to send, where they must be asked for.
    var announced: Set<MCPMethod> = []
    /// It answers `completion/complete`.
    var hasCompletions = false
    /// It answers `logging/setLevel`.
    var hasLogging = false
    /// It tells of changes of single resources.
    var hasSubscriptions = false
    /// How to use it, for models; untrusted.
    var instructions: String?
    /// The protocol's revisions that it said it speaks.
    var revisions: [String] = []
    /// Names that it lists more than once.
    var repeated: [ListKind: Set<String>] = [:]
    /// Whether what is not listed may not be asked for either.
    var isClosed = false
    /// Resources that it lists and that nobody may read.
    var withheldURIs: Set<String> = []

    subscript(kind: ListKind) -> [ListedItem] { lists[kind] ?? [] }

    /// The kinds of lists that it declared to have.
    var kinds: [ListKind] { ListKind.allCases.filter { lists[$0] != nil } }

    init() {}

    /// Reads the result of `server/discover`; the lists are empty still.
    init(discovery result: JSONText) {
        self.init(handshake: result)
        // Log levels ride on requests.
        hasLogging = false
        revisions = result["supportedVersions"]?.elements.compactMap(\.string).sorted(by: >) ?? []
        for kind in kinds where result["capabilities"]?[kind.capability]?["listChanged"]?.boolean == true {
            announced.insert(kind.changed)
        }
    }

    /// Reads the result of `initialize`; the lists are empty still.
    init(handshake result: JSONText) {
        let capabilities = result["capabilities"]
        for kind in ListKind.allCases where capabilities?[kind.capability]?.isObject == true { lists[kind] = [] }
        hasCompletions = capabilities?["completions"]?.isObject == true
        hasLogging = capabilities?["logging"]?.isObject == true
        hasSubscriptions = capabilities?["resources"]?["subscribe"]?.boolean == true
        instructions = result["instructions"]?.string
        revisions = result["protocolVersion"]?.string.map { [$0] } ?? []
    }
}
