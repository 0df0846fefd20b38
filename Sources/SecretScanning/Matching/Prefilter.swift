/// Which rules may match where a text goes on in some way: a tree of the first characters of their keywords.
///
/// Nearly every place of ordinary text is left behind after one or two looks.
struct Prefilter: Sendable {
    /// Characters of a keyword that are looked at; the rules themselves look at the rest.
    private static let depth = 4
    private static let alphabet = 128

    /// The successors of every node by character, one row of 128 for each; 0 where there is none.
    private var successors = [UInt16](repeating: 0, count: alphabet)
    /// Indices of rules by the node at which their keyword, or its begin, ends.
    private var rules: [[Int]] = [[]]

    init(_ rules: [SecretRule]) {
        for (index, rule) in rules.enumerated() {
            for (keyword, ignoresCase) in rule.keywords {
                add(Array(keyword.utf8.prefix(Self.depth)), ignoresCase, index)
            }
        }
    }

    private mutating func add(_ keyword: [UInt8], _ ignoresCase: Bool, _ rule: Int) {
        var nodes: Set<Int> = [0]
        for character in keyword {
            let spellings = ignoresCase ? [character.foldedCase, character.upperCase] : [character]
            var next: Set<Int> = []
            for node in nodes {
                for spelling in Set(spellings) { next.insert(successor(of: node, spelling)) }
            }
            nodes = next
        }
        for node in nodes { rules[node].append(rule) }
    }

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
        successors.withUnsafeBufferPointer { successors in
            var position = 0
            while position < text.count {
                let first = text[position]
                var node = first < 128 ? Int(successors[Int(first)]) : 0
                var next = position + 1
                var end: Int?
                while node != 0 {
                    if !rules[node].isEmpty {
                        end = body(position, rules[node])
                        if end != nil { break }
                    }
                    guard next < text.count, text[next] < 128 else { break }
                    node = Int(successors[node * Self.alphabet + Int(text[next])])
                    next += 1
                }
                position = end ?? position + 1
            }
        }
    }
}

extension UInt8 {
    /// The lower case letter of an ASCII letter; anything else as it is.
    var foldedCase: UInt8 { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self }

    fileprivate var upperCase: UInt8 { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") ? self & ~0x20 : self }
}
