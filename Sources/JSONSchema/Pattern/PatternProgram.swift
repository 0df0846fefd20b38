/// A regular expression as instructions of a nondeterministic automaton.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        case scalar(Unicode.Scalar)
        case any
        case set(ScalarSet)
        case start
        case end
        case wordBoundary(isNegated: Bool)
        /// Whether the numbered one of `lookaheads` matches here.
        case lookahead(Int, isNegated: Bool)
        case split(Int, Int)
        case jump(Int)
        case match
    }

    private(set) var instructions: [Instruction] = []
    private(set) var lookaheads: [PatternProgram] = []
    /// The number of instructions with those of the lookaheads.
    private var size = 0

    /// The most instructions; counted repetitions are written out.
    static let longest = 20_000

    init(_ node: PatternNode) throws(Pattern.Unsupported) {
        try append(node)
        try emit(.match)
    }

    /// Whether a match can only begin where the text does.
    var beginsAtStart: Bool {
        guard case .start? = instructions.first else { return false }
        return true
    }

    private mutating func emit(_ instruction: Instruction) throws(Pattern.Unsupported) {
        guard size < Self.longest else {
            throw Pattern.Unsupported(reason: "its repetitions are too large")
        }
        size += 1
        instructions.append(instruction)
    }

    private mutating func append(_ node: PatternNode) throws(Pattern.Unsupported) {
        switch node {
        case .scalar(let scalar): try emit(.scalar(scalar))
        case .any: try emit(.any)
        case .set(let set): try emit(.set(set))
        case .start: try emit(.start)
        case .end: try emit(.end)
        case .wordBoundary(let isNegated): try emit(.wordBoundary(isNegated: isNegated))
        case .lookahead(let inner, let isNegated): try appendLookahead(inner, isNegated: isNegated)
        case .sequence(let nodes): for node in nodes { try append(node) }
        case .alternatives(let nodes): try appendAlternatives(nodes)
        case .repeated(let inner, let minimum, let maximum):
            try appendRepeated(inner, minimum: minimum, maximum: maximum)
        }
    }

    private mutating func appendLookahead(_ node: PatternNode, isNegated: Bool) throws(Pattern.Unsupported) {
        let program = try PatternProgram(node)
        lookaheads.append(program)
        size += program.size
        guard size <= Self.longest else {
            throw Pattern.Unsupported(reason: "its repetitions are too large")
        }
        try emit(.lookahead(lookaheads.count - 1, isNegated: isNegated))
    }

    private mutating func appendAlternatives(_ nodes: [PatternNode]) throws(Pattern.Unsupported) {
        var ends: [Int] = []
        for node in nodes.dropLast() {
            let split = instructions.count
            try emit(.split(0, 0))
            try append(node)
            ends.append(instructions.count)
            try emit(.jump(0))
            instructions[split] = .split(split + 1, instructions.count)
        }
        if let last = nodes.last { try append(last) }
        for end in ends { instructions[end] = .jump(instructions.count) }
    }

    private mutating func appendRepeated(
        _ node: PatternNode,
        minimum: Int,
        maximum: Int?
    ) throws(Pattern.Unsupported) {
        for _ in 0..<minimum {
            let start = instructions.count
            try append(node)
            if instructions.count == start { return }
        }
        guard let maximum else {
            try appendLoop(node)
            return
        }
        var splits: [Int] = []
        for _ in minimum..<maximum {
            splits.append(instructions.count)
            try emit(.split(0, 0))
            try append(node)
        }
        for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }

    private mutating func appendLoop(_ node: PatternNode) throws(Pattern.Unsupported) {
        let split = instructions.count
        try emit(.split(0, 0))
        try append(node)
        try emit(.jump(split))
        instructions[split] = .split(split + 1, instructions.count)
    }
}
