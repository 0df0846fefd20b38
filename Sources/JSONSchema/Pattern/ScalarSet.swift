/// A character class: `[a-z\d]`, `\s`, `\p{L}`.
struct ScalarSet: Sendable {
    enum Element: Sendable {
        case range(ClosedRange<Unicode.Scalar>)
        case digits(isNegated: Bool)
        case wordCharacters(isNegated: Bool)
        case spaces(isNegated: Bool)
        case property(UnicodeProperty, isNegated: Bool)
    }

    let elements: [Element]
    let isNegated: Bool

    init(_ elements: [Element], isNegated: Bool = false) {
        self.elements = elements
        self.isNegated = isNegated
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        elements.contains { $0.contains(scalar) } != isNegated
    }
}

extension ScalarSet.Element {
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .range(let range): range.contains(scalar)
        case .digits(let isNegated): ("0"..."9").contains(scalar) != isNegated
        case .wordCharacters(let isNegated): scalar.isWordCharacter != isNegated
        case .spaces(let isNegated): scalar.isPatternSpace != isNegated
        case .property(let property, let isNegated): property.contains(scalar) != isNegated
        }
    }
}

extension Unicode.Scalar {
    /// ECMA-262 `WordCharacters`.
    var isWordCharacter: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }

    /// ECMA-262 `LineTerminator`.
    var isLineTerminator: Bool {
        switch self {
        case "\n", "\r", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    /// ECMA-262 `WhiteSpace` or `LineTerminator`.
    fileprivate var isPatternSpace: Bool {
        switch self {
        case "\t", "\u{B}", "\u{C}", " ", "\u{A0}", "\u{FEFF}": true
        default: isLineTerminator || properties.generalCategory == .spaceSeparator
        }
    }
}
