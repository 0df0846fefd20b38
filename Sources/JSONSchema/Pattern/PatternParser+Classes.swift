extension PatternParser {
    /// What an escape stands for.
    private enum Escaped {
        case scalar(Unicode.Scalar)
        case element(ScalarSet.Element)
    }

    /// Reads an escape outside a class, after its backslash.
    mutating func escape() throws(Pattern.Unsupported) -> PatternNode {
        switch peek() {
        case "b", "B": return .wordBoundary(isNegated: next() == "B")
        case "k", "1", "2", "3", "4", "5", "6", "7", "8", "9":
            throw Pattern.Unsupported(reason: "back-references are not supported")
        default: break
        }
        switch try escaped() {
        case .scalar(let scalar): return .scalar(scalar)
        case .element(let element): return .set(ScalarSet([element]))
        }
    }

    /// Reads a class after its `[`.
    mutating func characterClass() throws(Pattern.Unsupported) -> ScalarSet {
        let isNegated = take("^")
        var elements: [ScalarSet.Element] = []
        while peek() != "]" {
            let first = try classMember()
            guard peek() == "-", case .scalar(let low) = first else {
                elements.append(Self.element(first))
                continue
            }
            _ = next()
            if peek() == "]" {
                elements += [Self.element(first), .range("-"..."-")]
                continue
            }
            switch try classMember() {
            case .scalar(let high) where low <= high: elements.append(.range(low...high))
            case .scalar: throw Pattern.Unsupported(reason: "a range of a class is out of order")
            case .element(let element): elements += [Self.element(first), .range("-"..."-"), element]
            }
        }
        _ = next()
        return ScalarSet(elements, isNegated: isNegated)
    }

    private static func element(_ member: Escaped) -> ScalarSet.Element {
        switch member {
        case .scalar(let scalar): .range(scalar...scalar)
        case .element(let element): element
        }
    }

    private mutating func classMember() throws(Pattern.Unsupported) -> Escaped {
        guard let scalar = next() else { throw Pattern.Unsupported(reason: "'[' without ']'") }
        guard scalar == "\\" else { return .scalar(scalar) }
        return take("b") ? .scalar("\u{8}") : try escaped()
    }

    private mutating func escaped() throws(Pattern.Unsupported) -> Escaped {
        guard let scalar = next() else { throw Pattern.Unsupported(reason: "it ends in '\\'") }
        switch scalar {
        case "d", "D": return .element(.digits(isNegated: scalar == "D"))
        case "w", "W": return .element(.wordCharacters(isNegated: scalar == "W"))
        case "s", "S": return .element(.spaces(isNegated: scalar == "S"))
        case "p", "P":
            guard let name = braced(), let property = UnicodeProperty(name) else {
                throw Pattern.Unsupported(reason: "an unknown property in '\\\(scalar)'")
            }
            return .element(.property(property, isNegated: scalar == "P"))
        default: return .scalar(try character(scalar))
        }
    }

    /// The single character that an escape beginning with `scalar` means.
    private mutating func character(_ scalar: Unicode.Scalar) throws(Pattern.Unsupported) -> Unicode.Scalar {
        switch scalar {
        case "t": return "\t"
        case "n": return "\n"
        case "v": return "\u{B}"
        case "f": return "\u{C}"
        case "r": return "\r"
        case "0": return "\0"
        case "c":
            if let letter = peek(), letter.isASCII, letter.properties.isAlphabetic, next() != nil {
                return Unicode.Scalar(UInt8(letter.value & 0x1F))
            }
        case "x": if let value = hexadecimal(2), let result = Unicode.Scalar(value) { return result }
        case "u": if let result = codePoint() { return result }
        case "a"..."z", "A"..."Z", "1"..."9": break
        default: return scalar
        }
        throw Pattern.Unsupported(reason: "an unknown escape '\\\(scalar)'")
    }

    /// The code point of `\u{…}`, `\uXXXX` or a surrogate pair of two such.
    private mutating func codePoint() -> Unicode.Scalar? {
        if let digits = braced() { return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) }
        guard let first = hexadecimal(4) else { return nil }
        guard first & 0xFC00 == 0xD800 else { return Unicode.Scalar(first) }
        guard take("\\"), take("u"), let second = hexadecimal(4), second & 0xFC00 == 0xDC00 else { return nil }
        return Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + second & 0x3FF)
    }
}
