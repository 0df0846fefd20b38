import ModelContextProtocol
import NIOCore
import Spec

/// What a server offers, held against its lock: decided once for each change, so that no call has to ask.
struct LockComparison: Hashable, Sendable {
    /// What clients may see and use.
    let admitted: Offering
    /// Empty for a server that is as it was locked, and for one that is not locked.
    let finding: LockFinding
    /// Nil for a server that is not locked.
    let policy: LockPolicy?
    /// How many entries of each list clients do not see; empty for a server that is not locked.
    let withheld: [ListKind: Int]

    init(_ listed: Offering, _ policy: ServingPolicy) {
        guard let locked = policy.locked else {
            (admitted, finding, self.policy, withheld) = (listed, LockFinding(), nil, [:])
            return
        }
        let (matching, finding) = Self.compare(listed, with: locked)
        (self.finding, self.policy) = (finding, policy.lockPolicy)
        admitted =
            switch policy.lockPolicy {
            case .warn: listed
            case .block: matching
            case .quarantine: finding.isEmpty ? matching : matching.emptied
            }
        let (shown, all) = (admitted, listed)
        withheld = Dictionary(uniqueKeysWithValues: ListKind.allCases.map { ($0, all[$0].count - shown[$0].count) })
    }

    /// Whether nothing of the server is shown.
    var isQuarantined: Bool { policy == .quarantine && !finding.isEmpty }

    private static func compare(_ listed: Offering, with locked: LockedServer) -> (Offering, LockFinding) {
        var (matching, finding) = (listed, LockFinding())
        for kind in ListKind.allCases {
            let list = LockedList(kind)
            let hashes = Dictionary(locked[list].map { ($0.name.exact, $0.hash) }) { first, _ in first }
            let repeated = listed.repeated[kind] ?? []
            var (kept, seen): ([ListedItem], Set<[UInt8]>) = ([], [])
            for item in listed[kind] {
                let (entry, name) = (LockFinding.Entry(list: list, name: item.name), item.name.exact)
                seen.insert(name)
                switch hashes[name] {
                case _ where repeated.contains(item.name): finding.repeated.append(entry)
                case nil: finding.added.append(entry)
                case let hash? where LockedItem.hash(of: Array(item.definition.readableBytesView), in: list) == hash:
                    kept.append(item)
                case _?: finding.changed.append(entry)
                }
            }
            if matching.lists[kind] != nil { matching.lists[kind] = kept }
            for item in locked[list] where !seen.contains(item.name.exact) {
                finding.missing.append(LockFinding.Entry(list: list, name: item.name))
            }
        }
        if listed.instructions.map(\.exact) != locked.instructions.map(\.exact) {
            finding.hasOtherInstructions = listed.instructions != nil
            matching.instructions = nil
        }
        matching.isClosed = true
        matching.withheldURIs = Set(finding.withheld.filter { $0.list == .resources }.map(\.name))
        return (matching, finding)
    }
}

extension String {
    /// Bytes: two spellings of one character are two names.
    fileprivate var exact: [UInt8] { Array(utf8) }
}

extension Offering {
    /// The same kinds of lists with nothing in them.
    fileprivate var emptied: Self {
        var offering = self
        offering.lists = lists.mapValues { _ in [] }
        offering.instructions = nil
        return offering
    }

    /// What a lock says that a server offers, for as long as it does not say so itself.
    init(locked: LockedServer) {
        self.init()
        for (list, items) in locked.lists {
            let kind = ListKind(list)
            let definitions = items.map(\.definition).joined(separator: ",")
            let bytes = ByteBuffer(string: #"{"\#(kind.rawValue)":[\#(definitions)]}"#)
            // What was read from a server before is checked again as if it had sent it now.
            lists[kind] = (try? ListPage(bytes, result: 0..<bytes.readableBytes, of: kind))?.items ?? []
        }
        instructions = locked.instructions
    }
}
