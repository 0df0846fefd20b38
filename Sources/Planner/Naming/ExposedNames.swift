package import Spec

/// The names under which clients see the tools of several servers: one decision, made at plan time from what is
/// documented and at run time from what the servers list.
///
/// Names are at most 64 characters of `A-Z a-z 0-9 _ -`, which the MCP specification and the APIs of language models
/// accept, and unique. The table is the only way back: a name is never taken apart.
package struct ExposedNames: Hashable, Sendable {
    package static let maximumLength = 64
    package static let separator = "__"
    /// How often the names that qualifying made may collide again; a server that goes on is told apart by a digest.
    private static let qualifyingRounds = 4

    /// One server's part.
    package struct Source: Hashable, Sendable {
        package var server: ServerName
        /// A prefix that the server's entry forces; nil for none.
        package var prefix: String?
        package var policy: ToolPolicy
        /// The server's own names, in its order; a repeated one counts once.
        package var names: [String]

        package init(server: ServerName, prefix: String?, policy: ToolPolicy, names: [String]) {
            self.server = server
            self.prefix = prefix
            self.policy = policy
            self.names = names
        }
    }

    package struct Entry: Hashable, Sendable {
        package let server: ServerName
        /// The server's own name.
        package let name: String
        package fileprivate(set) var exposedName: String
        /// True if another server's tool wanted the same name.
        package fileprivate(set) var collides = false
    }

    /// In the order of the sources, and within one in the server's order.
    package private(set) var entries: [Entry]
    /// Tools that no rule could give a name of their own: with bare naming, every one of a collision.
    package private(set) var withheld: [Entry] = []

    package init(_ sources: [Source], naming: ToolNaming) {
        entries = sources.flatMap { Self.candidates(of: $0, naming: naming) }
        switch naming {
        case .automatic: qualifyCollisions()
        case .prefixed: break
        case .bare: withholdCollisions()
        }
        separateWhatStillCollides()
        withholdCollisions()
    }

    private static func candidates(of source: Source, naming: ToolNaming) -> [Entry] {
        let prefix = source.prefix ?? (naming == .prefixed ? source.server.text : nil)
        var seen: Set<String> = []
        return source.names.compactMap { name in
            guard !name.isEmpty, seen.insert(name).inserted, source.policy.exposes(name) else { return nil }
            let base = source.policy.rename[name] ?? name
            let full = prefix.map { $0 + separator + base } ?? base
            return Entry(server: source.server, name: name, exposedName: shortened(sanitized(full)))
        }
    }

    /// Gives every tool of a collision its server's name; a name that this makes may be one that another tool has.
    private mutating func qualifyCollisions() {
        for _ in 0..<Self.qualifyingRounds {
            let bare = collisions.filter { !entries[$0].collides }
            guard !bare.isEmpty else { return }
            for index in bare {
                let entry = entries[index]
                entries[index].exposedName = Self.shortened(entry.server.text + Self.separator + entry.exposedName)
                entries[index].collides = true
            }
        }
    }

    private mutating func separateWhatStillCollides() {
        for index in collisions {
            let entry = entries[index]
            let suffix = "_" + Self.digest("\(entry.server)/\(entry.name)")
            entries[index].exposedName = entry.exposedName.prefix(Self.maximumLength - suffix.count) + suffix
            entries[index].collides = true
        }
    }

    private mutating func withholdCollisions() {
        let colliding = Set(collisions)
        guard !colliding.isEmpty else { return }
        for index in colliding { entries[index].collides = true }
        withheld += colliding.sorted().map { entries[$0] }
        entries = entries.indices.filter { !colliding.contains($0) }.map { entries[$0] }
    }

    /// The indices of entries whose exposed name another entry has too.
    private var collisions: [Int] {
        let counts = entries.reduce(into: [:]) { counts, entry in counts[entry.exposedName, default: 0] += 1 }
        return entries.indices.filter { (counts[entries[$0].exposedName] ?? 0) > 1 }
    }

    private static func sanitized(_ name: String) -> String {
        if name.utf8.allSatisfy(isSafe) { return name }
        return String(decoding: name.utf8.map { isSafe($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    }

    private static func isSafe(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Cuts what is too long, and tells it apart from what begins alike.
    private static func shortened(_ name: String) -> String {
        guard name.utf8.count > maximumLength else { return name }
        let suffix = "_" + digest(name)
        return name.prefix(maximumLength - suffix.count) + suffix
    }

    private static func digest(_ text: String) -> String { String(HexDigest(of: text).text.prefix(8)) }
}
