import ModelContextProtocol
package import Spec

/// In what a server's lists are not what was locked.
package struct LockFinding: Hashable, Sendable {
    /// One entry of a list, such as the tool `echo`.
    package struct Entry: Hashable, Sendable {
        package let list: LockedList
        package let name: String
    }

    /// In no lock, under this name.
    package var added: [Entry] = []
    /// Another definition than the locked one, or one that cannot be read.
    package var changed: [Entry] = []
    /// Locked, and not listed any more.
    package var missing: [Entry] = []
    /// Listed more than once, so that nobody knows which is meant.
    package var repeated: [Entry] = []
    package var hasOtherInstructions = false

    package var isEmpty: Bool {
        added.isEmpty && changed.isEmpty && missing.isEmpty && repeated.isEmpty && !hasOtherInstructions
    }

    /// What clients do not see of what the server lists, sorted as it was found.
    package var withheld: [Entry] { added + changed + repeated }

    /// How many names a sentence holds.
    private static let longestList = 10

    /// One line for people, escaped: `new: tool a; changed: tool b`.
    package var phrase: String {
        var parts = [("new", added), ("changed", changed), ("gone", missing), ("listed twice", repeated)]
            .filter { !$0.1.isEmpty }
            .map { "\($0.0): \(Self.list($0.1))" }
        if hasOtherInstructions { parts.append("changed: instructions") }
        return parts.joined(separator: "; ")
    }

    private static func list(_ entries: [Entry]) -> String {
        let rest = entries.count > longestList ? " and \(entries.count - longestList) more" : ""
        return entries.prefix(longestList).map(\.shown).joined(separator: ", ") + rest
    }
}

extension LockFinding.Entry {
    fileprivate var shown: String { "\(list.noun) \(shownName)" }

    /// How much of a name is shown.
    private static let longestName = 80

    /// Escaped and cut.
    var shownName: String { UntrustedText.escaping(String(name.prefix(Self.longestName))) }
}

extension LockedList {
    init(_ kind: ListKind) {
        switch kind {
        case .tools: self = .tools
        case .prompts: self = .prompts
        case .resources: self = .resources
        case .resourceTemplates: self = .resourceTemplates
        }
    }
}

extension ListKind {
    init(_ list: LockedList) {
        switch list {
        case .tools: self = .tools
        case .prompts: self = .prompts
        case .resources: self = .resources
        case .resourceTemplates: self = .resourceTemplates
        }
    }
}
