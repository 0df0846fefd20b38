/// What a lock holds of one server: the content of its images, and the full definitions of what it lists.
package struct LockedServer: Hashable, Sendable {
    /// Sorted by reference; none for a remote server.
    package var images: [LockedImage]
    /// The revisions of the protocol that it speaks, newest first.
    package var revisions: [String]
    /// The server's own words on how to use it, for models.
    package var instructions: String?
    /// Each sorted by name; a list that the server does not have is absent.
    package var lists: [LockedList: [LockedItem]]

    package init(
        images: [LockedImage],
        revisions: [String] = [],
        instructions: String? = nil,
        lists: [LockedList: [LockedItem]]
    ) {
        self.images = images.sorted { $0.reference.text < $1.reference.text }
        self.revisions = revisions
        self.instructions = instructions
        self.lists = lists.mapValues { $0.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } }
    }

    package subscript(list: LockedList) -> [LockedItem] { lists[list] ?? [] }

    /// Of all that it lists and says: what is added, removed, renamed or changed changes it.
    package var setHash: LockHash {
        var members = lists.reduce(into: [String: CanonicalJSON]()) { members, list in
            members[list.key.rawValue] = .array(
                list.value.map { .array([.string($0.name), .string($0.hash.text)]) }
            )
        }
        members["instructions"] = instructions.map(CanonicalJSON.string)
        return LockHash("set", .object(members))
    }

    /// Whether the other one locks the same; the protocol's revisions are only noted.
    package func locksSame(as other: LockedServer) -> Bool {
        images == other.images && setHash == other.setHash && lists == other.lists
    }

    /// The lock of an image that a manifest names; nil if the lock is of another image.
    package func image(_ reference: ImageReference) -> LockedImage? {
        images.first { $0.reference == reference || $0.pinned == reference }
    }

    /// The tools as a plan shows them.
    package var documentedTools: [DocumentedTool] { self[.tools].map(\.documented) }
}

/// What becomes of what a server lists and the lock does not hold.
package enum LockPolicy: String, Hashable, Sendable, CaseIterable {
    /// It is withheld, from lists and from calls.
    case block
    /// It is served, and logged.
    case warn
    /// The whole server is withheld until a commit changes the lock.
    case quarantine
}
