/// The members of a JSON object, in the order of the document.
///
/// Of two members with one name the last counts.
struct JSONObject: Sendable {
    struct Member: Sendable {
        let name: JSONText
        var value: JSONValue
    }

    private(set) var members: [Member] = []
    /// Where each member is; filled only once searching would be slow.
    private var positions: [JSONText: Int] = [:]

    private static let searchedCount = 8

    var count: Int { members.count }

    func contains(_ name: JSONText) -> Bool { position(of: name) != nil }

    subscript(name: JSONText) -> JSONValue? {
        position(of: name).map { members[$0].value }
    }

    subscript(name: String) -> JSONValue? { self[JSONText(name)] }

    mutating func set(_ name: JSONText, to value: JSONValue) {
        if let position = position(of: name) {
            members[position].value = value
            return
        }
        members.append(Member(name: name, value: value))
        if members.count > Self.searchedCount { index() }
    }

    private mutating func index() {
        for position in positions.count..<members.count {
            positions[members[position].name] = position
        }
    }

    private func position(of name: JSONText) -> Int? {
        positions.isEmpty ? members.firstIndex { $0.name == name } : positions[name]
    }
}

extension JSONObject: Hashable {
    /// The order of members has no meaning (JSON Schema 2020-12 core §4.2.2).
    static func == (left: Self, right: Self) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.name] == $0.value }
    }

    func hash(into hasher: inout Hasher) {
        var combined = 0
        for member in members {
            var each = Hasher()
            each.combine(member.name)
            each.combine(member.value)
            combined ^= each.finalize()
        }
        hasher.combine(combined)
        hasher.combine(count)
    }
}
