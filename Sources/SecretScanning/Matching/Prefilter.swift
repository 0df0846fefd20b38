/// Which rules may match where a text goes on in some way: a tree of the first characters of their keywords.
///
/// Nearly every place of ordinary text is left behind after one look, at the pair of characters that begins there.
struct Prefilter: Sendable {
    /// Characters of a keyword that are looked at; the rules themselves look at the rest.
    private static let depth = 4
    private static let alphabet = 128

    /// The successors of every node by character, one row of 128 for each; 0 where there is none.
    private var successors = [UInt16](repeating: 0, count: alphabet)
    /// A bit for every pair of bytes with which a keyword can begin.
    private var pairs = [UInt64](repeating: 0, count: 1 << 10)
    /// Indices of rules by the node at which their keyword, or its begin, ends.
    private var rules: [[Int]] = [[]]

    init(_ rules: [SecretRule]) {
        for (index, rule) in rules.enumerated() {
            for (keyword, ignoresCase) in rule.keywords {
                precondition(keyword.utf8.count > 1, "a keyword of one character would match nearly everywhere")
                add(Array(keyword.utf8.prefix(Self.depth)), ignoresCase, index)
            }
        }
    }

    private mutating func add(_ keyword: [UInt8], _ ignoresCase: Bool, _ rule: Int) {
        var nodes: Set<Int> = [0]
        let spellings = keyword.map { ignoresCase ? Set([$0.foldedCase, $0.upperCase]) : [$0] }
        for spellings in spellings {
            var next: Set<Int> = []
            for node in nodes {
                for spelling in spellings { next.insert(successor(of: node, spelling)) }
            }
            nodes = next
        }
        for node in nodes { rules[node].append(rule) }
        for first in spellings[0] {
            for second in spellings[1] {
                let pair = Self.pair(first, second)
                pairs[pair >> 6] |= 1 << UInt64(pair & 63)
            }
        }
    }

    private static func pair(_ first: UInt8, _ second: UInt8) -> Int { Int(first) << 8 | Int(second) }

    /// Finds the node, or makes it.
    private mutating func successor(of node: Int, _ character: UInt8) -> Int {
        let place = node * Self.alphabet + Int(character)
        if successors[place] == 0 {
            successors[place] = UInt16(rules.count)
            rules.append([])
            successors += [UInt16](repeating: 0, count: Self.alphabet)
        }
        return Int(successors[place])
    }

    /// Calls the body with every position from a start on at which rules may match, and with these rules; it returns
    /// where to go on.
    func search(
        _ text: UnsafeRawBufferPointer,
        _ body: (_ position: Int, _ rules: [Int]) -> Int?
    ) {
        pairs.withUnsafeBufferPointer { pairs in
            var position = 0
            while position + 1 < text.count {
                let pair = Self.pair(text[position], text[position + 1])
                guard pairs[pair >> 6] >> UInt64(pair & 63) & 1 == 1 else {
                    position += 1
                    continue
                }
                position = follow(text, from: position, body) ?? position + 1
            }
        }
    }

    /// Goes down the tree from a position, and returns what the body does at the first node where it returns something.
    private func follow(
        _ text: UnsafeRawBufferPointer,
        from position: Int,
        _ body: (_ position: Int, _ rules: [Int]) -> Int?
    ) -> Int? {
        var (node, next) = (0, position)
        repeat {
            guard next < text.count, text[next] < 128 else { return nil }
            node = Int(successors[node * Self.alphabet + Int(text[next])])
            next += 1
            if !rules[node].isEmpty, let end = body(position, rules[node]) { return end }
        } while node != 0
        return nil
    }
}

extension UInt8 {
    /// The lower case letter of an ASCII letter; anything else as it is.
    var foldedCase: UInt8 { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self }

    fileprivate var upperCase: UInt8 { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") ? self & ~0x20 : self }
}
