/// How one kind of credential looks.
package struct SecretRule: Hashable, Sendable {
    /// A stable name in kebab case, by which findings are told and rules exempted.
    package let id: String
    /// Whose credential it is, for people.
    package let title: String
    let shape: Shape

    enum Shape: Hashable, Sendable {
        /// The parts one after the other; the first is a literal.
        case token([Part])
        /// A value of some class and length that is assigned to a name with a keyword in it.
        case assigned(keyword: String, Run)
        /// From a marker to its counterpart, or to the end of the text.
        case enclosed(from: String, label: String, to: String)
    }

    enum Part: Hashable, Sendable {
        case literal(String)
        case run(Run)
    }

    /// Characters of one class, as many as there are.
    struct Run: Hashable, Sendable {
        let characters: CharacterClass
        let count: ClosedRange<Int>

        init(_ characters: CharacterClass, _ count: ClosedRange<Int>) {
            (self.characters, self.count) = (characters, count)
        }

        init(_ characters: CharacterClass, _ count: Int) {
            self.init(characters, count...count)
        }
    }

    /// What a text must contain if the rule may match.
    var keywords: [(text: String, ignoresCase: Bool)] {
        switch shape {
        case .token(let parts):
            guard case .literal(let text) = parts.first else { return [] }
            return [(text, false)]
        case .assigned(let keyword, _): return [(keyword, true)]
        case .enclosed(let marker, _, _): return [(marker, false)]
        }
    }

    /// The bytes that a text has at least if it holds such a credential.
    var shortestText: Int {
        switch shape {
        case .token(let parts): parts.reduce(0) { $0 + $1.shortest }
        case .assigned(let keyword, let run): keyword.utf8.count + run.count.lowerBound
        case .enclosed(let marker, let label, _): marker.utf8.count + label.utf8.count
        }
    }

    /// The bytes that such a credential has at least where its name is known; nil if a name does not make it one.
    var shortestAssigned: Int? {
        guard case .assigned(_, let run) = shape else { return nil }
        return run.count.lowerBound
    }
}

extension SecretRule.Part {
    fileprivate var shortest: Int {
        switch self {
        case .literal(let text): text.utf8.count
        case .run(let run): run.count.lowerBound
        }
    }
}

extension SecretRule {
    /// A credential that announces itself by its first characters.
    static func token(_ id: String, _ title: String, _ prefix: String, _ run: Run, _ more: Part...) -> Self {
        Self(id: id, title: title, shape: .token([.literal(prefix), .run(run)] + more))
    }

    /// A credential that is recognised by the name it is assigned to.
    static func assigned(_ id: String, _ title: String, _ keyword: String, _ run: Run) -> Self {
        Self(id: id, title: title, shape: .assigned(keyword: keyword, run))
    }
}
