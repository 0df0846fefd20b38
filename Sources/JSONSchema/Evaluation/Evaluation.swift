/// One validation in progress: where it is, what it found and what it may still cost.
struct Evaluation {
    /// A step from an instance to a part of it.
    enum PathStep {
        case name(JSONText)
        case index(Int)
    }

    let compiled: CompiledSchema
    private let limits: Schema.Limits
    private(set) var steps: Int
    private var path: [PathStep] = []
    private var violations: [Violation] = []
    private var capacity: Int
    /// Whether messages are of no interest, only whether there are any.
    private(set) var isQuiet = false
    /// The schema resources entered, outermost first: the dynamic scope (core §7.1).
    private var scope: [Int] = []
    private var depth = 0
    /// `$ref`s followed since the last step into the instance.
    private var references = 0
    /// Why the validation was given up.
    private var refusal: Violation?

    private static let longestLocation = 512
    private static let unsaid = Violation(instanceLocation: "", keywordLocation: "", message: "")

    init(_ compiled: CompiledSchema, limits: Schema.Limits) {
        self.compiled = compiled
        self.limits = limits
        steps = limits.steps
        capacity = max(1, limits.violations)
    }

    mutating func violations(of value: JSONValue) -> [Violation] {
        _ = evaluate(compiled.root, value)
        return refusal.map { [$0] } ?? violations
    }

    /// Whether nothing more is worth finding out.
    var isDone: Bool { refusal != nil || violations.count >= capacity }

    var wasGivenUp: Bool { refusal != nil }

    /// Applies a subschema to `value`, which `path` leads to.
    mutating func evaluate(_ id: NodeID, _ value: JSONValue) -> Evaluated {
        var evaluated = Evaluated()
        let node = compiled[id]
        guard charge(1 + node.keywords.count), !node.keywords.isEmpty else { return evaluated }
        guard depth < limits.depth else {
            giveUp(at: node.location, "is nested too deeply to be checked")
            return evaluated
        }
        depth += 1
        let entersResource = scope.last != node.resource
        if entersResource { scope.append(node.resource) }
        for keyword in node.keywords where !isDone {
            apply(keyword, of: node, to: value, &evaluated)
        }
        if entersResource { scope.removeLast() }
        depth -= 1
        return evaluated
    }

    /// Applies a subschema to a part of the current instance.
    mutating func descend(_ step: PathStep, _ id: NodeID, _ value: JSONValue) {
        let followed = references
        references = 0
        path.append(step)
        _ = evaluate(id, value)
        path.removeLast()
        references = followed
    }

    /// Applies a subschema that a reference leads to, to the same instance.
    mutating func follow(_ id: NodeID, _ keyword: String, of node: SchemaNode, _ value: JSONValue) -> Evaluated {
        guard references < limits.references else {
            giveUp(
                at: SchemaPlace.location(of: keyword, in: node.location),
                "cannot be checked: the schema's references go round"
            )
            return Evaluated()
        }
        references += 1
        defer { references -= 1 }
        return evaluate(id, value)
    }

    /// The schema with the dynamic anchor in the outermost resource that has one (core §8.2.3.2).
    func dynamicTarget(_ anchor: String, initially: NodeID) -> NodeID {
        for resource in scope {
            if let id = compiled.dynamicAnchors[resource][anchor] { return id }
        }
        return initially
    }

    /// Tries `body` without reporting what it finds; returns its first violation.
    mutating func trial(isQuiet quiet: Bool, _ body: (inout Evaluation) -> Void) -> Violation? {
        let outer = (violations, capacity, isQuiet)
        (violations, capacity, isQuiet) = ([], 1, isQuiet || quiet)
        body(&self)
        let first = violations.first
        (violations, capacity, isQuiet) = outer
        return first
    }

    /// Reports a violation of `keyword` by the current instance.
    mutating func fail(_ keyword: String, of node: SchemaNode, _ message: @autoclosure () -> String) {
        guard !isDone else { return }
        violations.append(
            isQuiet ? Self.unsaid : violation(of: SchemaPlace.location(of: keyword, in: node.location), message())
        )
    }

    /// Reports that the schema `false` meets the current instance.
    mutating func failRefused(by node: SchemaNode) {
        guard !isDone else { return }
        violations.append(isQuiet ? Self.unsaid : violation(of: node.location, "is not allowed here"))
    }

    /// Takes `count` from the budget; false, and the end of the validation, if there is not so much left.
    @discardableResult
    mutating func charge(_ count: Int) -> Bool {
        steps -= count
        if steps < 0, refusal == nil {
            let message = "cannot be checked: validation takes more than \(limits.steps) steps"
            refusal = Violation(instanceLocation: "", keywordLocation: "", message: message)
        }
        return refusal == nil
    }

    private mutating func giveUp(at keyword: String, _ message: String) {
        if refusal == nil { refusal = violation(of: keyword, message) }
    }

    private func violation(of keyword: String, _ message: String) -> Violation {
        Violation(instanceLocation: location, keywordLocation: keyword, message: message)
    }

    private var location: String {
        var location = ""
        for step in path {
            switch step {
            case .name(let name): location += "/" + SchemaPlace.escaped(Self.start(of: name.text))
            case .index(let index): location += "/\(index)"
            }
            guard location.unicodeScalars.count <= Self.longestLocation else { return Self.start(of: location) + "…" }
        }
        return location
    }

    private static func start(of text: String) -> String {
        String(text.unicodeScalars.prefix(longestLocation))
    }
}
