/// Runs programs over one text, all threads of a program side by side (Pike's construction).
struct PatternMachine {
    private let scalars: String.UnicodeScalarView
    /// The instructions that may still be executed; below 0 once that was not enough, and then nothing matches.
    private(set) var allowance: Int

    init(_ scalars: String.UnicodeScalarView, allowance: Int) {
        self.scalars = scalars
        self.allowance = allowance
    }

    /// The threads at one position of the text.
    private struct Threads {
        var waiting: [Int] = []
        /// The round in which each instruction was last reached.
        var marks: [Int]
        var round = 0
        var hasMatched = false
    }

    /// Whether `program` matches from `start` on: exactly there if `isAnchored`, else there or later.
    mutating func run(_ program: PatternProgram, from start: String.Index, isAnchored: Bool) -> Bool {
        let count = program.instructions.count
        allowance -= count / 8
        var threads = Threads(marks: Array(repeating: -1, count: count))
        let beginsOnce = isAnchored || program.beginsAtStart
        var position = start
        while allowance >= 0 {
            if position == start || !beginsOnce { add(0, of: program, at: position, to: &threads) }
            guard !threads.hasMatched else { return allowance >= 0 }
            guard position != scalars.endIndex, !threads.waiting.isEmpty || !beginsOnce else { return false }
            step(program, over: &position, &threads)
        }
        return false
    }

    private mutating func step(_ program: PatternProgram, over position: inout String.Index, _ threads: inout Threads) {
        let scalar = scalars[position]
        scalars.formIndex(after: &position)
        let waiting = threads.waiting
        threads.waiting.removeAll(keepingCapacity: true)
        threads.round += 1
        allowance -= 1 + waiting.count
        for thread in waiting where Self.accepts(program.instructions[thread], scalar) {
            add(thread + 1, of: program, at: position, to: &threads)
        }
    }

    /// Follows `thread`, as far as that takes no further character, to the instructions that wait for one.
    private mutating func add(
        _ thread: Int,
        of program: PatternProgram,
        at position: String.Index,
        to threads: inout Threads
    ) {
        var open = [thread]
        while let thread = open.popLast(), !threads.hasMatched, allowance >= 0 {
            guard threads.marks[thread] != threads.round else { continue }
            threads.marks[thread] = threads.round
            allowance -= 1
            switch program.instructions[thread] {
            case .scalar, .any, .set: threads.waiting.append(thread)
            case .start: if position == scalars.startIndex { open.append(thread + 1) }
            case .end: if position == scalars.endIndex { open.append(thread + 1) }
            case .wordBoundary(let isNegated):
                if isWordBoundary(position) != isNegated { open.append(thread + 1) }
            case .lookahead(let number, let isNegated):
                let matches = run(program.lookaheads[number], from: position, isAnchored: true)
                if matches != isNegated { open.append(thread + 1) }
            case .split(let first, let second): open += [second, first]
            case .jump(let target): open.append(target)
            case .match: threads.hasMatched = true
            }
        }
    }

    private static func accepts(_ instruction: PatternProgram.Instruction, _ scalar: Unicode.Scalar) -> Bool {
        switch instruction {
        case .scalar(let expected): scalar == expected
        case .any: !scalar.isLineTerminator
        case .set(let set): set.contains(scalar)
        case .start, .end, .wordBoundary, .lookahead, .split, .jump, .match: false
        }
    }

    private func isWordBoundary(_ position: String.Index) -> Bool {
        let before = position > scalars.startIndex && scalars[scalars.index(before: position)].isWordCharacter
        let after = position < scalars.endIndex && scalars[position].isWordCharacter
        return before != after
    }
}
