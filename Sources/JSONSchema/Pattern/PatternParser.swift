/// Parses an ECMA-262 regular expression, with the leniency of its Annex B where that is unambiguous.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    private static let deepest = 64

    private init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    static func parse(_ text: String) throws(Pattern.Unsupported) -> PatternNode {
        var parser = PatternParser(text)
        let node = try parser.alternatives()
        guard parser.peek() == nil else { throw Pattern.Unsupported(reason: "')' without '('") }
        return node
    }

    private mutating func alternatives() throws(Pattern.Unsupported) -> PatternNode {
        var nodes = [try sequence()]
        while take("|") { nodes.append(try sequence()) }
        return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
    }

    private mutating func sequence() throws(Pattern.Unsupported) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = peek(), scalar != "|", scalar != ")" {
            let atom = try atom()
            guard let (minimum, maximum) = try quantifier() else {
                nodes.append(atom)
                continue
            }
            nodes.append(.repeated(atom, minimum: minimum, maximum: maximum))
        }
        return .sequence(nodes)
    }

    private mutating func atom() throws(Pattern.Unsupported) -> PatternNode {
        guard let scalar = next() else { return .sequence([]) }
        switch scalar {
        case "^": return .start
        case "$": return .end
        case ".": return .any
        case "(": return try group()
        case "[": return .set(try characterClass())
        case "\\": return try escape()
        case "*", "+", "?": throw Pattern.Unsupported(reason: "'\(scalar)' repeats nothing")
        default: return .scalar(scalar)
        }
    }

    private mutating func group() throws(Pattern.Unsupported) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw Pattern.Unsupported(reason: "groups are nested too deeply") }
        let start = position
        var wrap: (PatternNode) -> PatternNode = { $0 }
        if take("?") {
            switch next() {
            case ":": break
            case "=": wrap = { .lookahead($0, isNegated: false) }
            case "!": wrap = { .lookahead($0, isNegated: true) }
            case "<" where peek() != "=" && peek() != "!":
                while let scalar = next(), scalar != ">" {}
            default:
                let opening = String(String.UnicodeScalarView(scalars[start..<min(start + 3, scalars.count)]))
                throw Pattern.Unsupported(reason: "groups of the form '(\(opening)' are not supported")
            }
        }
        let node = try alternatives()
        guard take(")") else { throw Pattern.Unsupported(reason: "'(' without ')'") }
        return wrap(node)
    }

    /// `*`, `+`, `?`, `{n}`, `{n,}` or `{n,m}`, and the `?` of its lazy form, which has no effect on whether it matches.
    private mutating func quantifier() throws(Pattern.Unsupported) -> (minimum: Int, maximum: Int?)? {
        let result: (minimum: Int, maximum: Int?)
        switch peek() {
        case "*": result = (0, nil)
        case "+": result = (1, nil)
        case "?": result = (0, 1)
        case "{":
            guard let counts = counts() else { return nil }
            if let maximum = counts.maximum, maximum < counts.minimum {
                throw Pattern.Unsupported(reason: "the counts of '{…}' are out of order")
            }
            result = counts
            position -= 1
        default: return nil
        }
        position += 1
        _ = take("?")
        return result
    }

    /// Reads `{n,m}`; where there is none, `{` is an ordinary character.
    private mutating func counts() -> (minimum: Int, maximum: Int?)? {
        let start = position
        position += 1
        if let minimum = integer() {
            if take("}") { return (minimum, minimum) }
            if take(",") {
                if take("}") { return (minimum, nil) }
                if let maximum = integer(), take("}") { return (minimum, maximum) }
            }
        }
        position = start
        return nil
    }

    private mutating func integer() -> Int? {
        var value: Int?
        while let scalar = peek(), ("0"..."9").contains(scalar) {
            value = min((value ?? 0) * 10 + Int(scalar.value - 0x30), PatternProgram.longest + 1)
            position += 1
        }
        return value
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == scalar else { return false }
        position += 1
        return true
    }

    func peek() -> Unicode.Scalar? {
        position < scalars.count ? scalars[position] : nil
    }

    mutating func next() -> Unicode.Scalar? {
        defer { position += 1 }
        return peek()
    }

    /// Takes as many hexadecimal digits as `count`, or nothing if there are fewer.
    mutating func hexadecimal(_ count: Int) -> UInt32? {
        guard position + count <= scalars.count else { return nil }
        let digits = String(String.UnicodeScalarView(scalars[position..<(position + count)]))
        guard !digits.hasPrefix("+"), !digits.hasPrefix("-"), let value = UInt32(digits, radix: 16) else { return nil }
        position += count
        return value
    }

    /// Takes what stands in `{…}`, or nothing if there are no braces.
    mutating func braced() -> String? {
        guard peek() == "{", let end = scalars[position...].firstIndex(of: "}") else { return nil }
        defer { position = end + 1 }
        return String(String.UnicodeScalarView(scalars[(position + 1)..<end]))
    }
}
