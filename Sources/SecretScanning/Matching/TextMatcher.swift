/// Matches the shape of a credential at a place of a text.
struct TextMatcher {
    /// Characters between the name of an assignment and its sign.
    private static let longestName = 32
    /// Spaces and quotes between the sign of an assignment and its value.
    private static let longestPadding = 6
    /// Characters of the label between "BEGIN" and the end of its line.
    private static let longestLabel = 48
    /// A value that repeats fewer characters than these is a placeholder.
    private static let fewestDistinct = 6
    /// The longest value that an assignment is recognised with.
    static let longestAssigned = 512
    private static let nameCharacters = CharacterClass(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-. '\"".utf8
    )
    private static let padding = CharacterClass(" '\"\t".utf8)

    let text: UnsafeRawBufferPointer

    /// Where the credential stands, if there is one of this shape at the position.
    func match(_ shape: SecretRule.Shape, at position: Int) -> Range<Int>? {
        switch shape {
        case .token(let parts): token(parts, at: position)
        case .assigned(let keyword, let run): assigned(keyword, run, at: position)
        case .enclosed(let marker, let label, let end): enclosed(marker, label, end, at: position)
        }
    }

    /// The position behind a literal; nil if another text stands there.
    func skip(_ literal: String, from position: Int, ignoringCase: Bool = false) -> Int? {
        var position = position
        for character in literal.utf8 {
            guard position < text.count else { return nil }
            let found = text[position]
            guard found == character || ignoringCase && found.foldedCase == character.foldedCase else { return nil }
            position += 1
        }
        return position
    }

    private func token(_ parts: [SecretRule.Part], at start: Int) -> Range<Int>? {
        guard start == 0 || !Self.isWord(text[start - 1]) else { return nil }
        var position = start
        for (index, part) in parts.enumerated() {
            let next: Int? =
                switch part {
                case .literal(let literal): skip(literal, from: position)
                case .run(let run): skip(run, from: position, isLast: index == parts.count - 1)
                }
            guard let next else { return nil }
            position = next
        }
        return start..<position
    }

    /// The position behind all characters of a class; nil if they are too few or too many.
    ///
    /// Where a token goes on, its next part may begin with more of the class: then as many are taken as there may be.
    private func skip(_ run: SecretRule.Run, from start: Int, isLast: Bool = true) -> Int? {
        var position = start
        while position < text.count, run.characters.contains(text[position]) {
            if position - start == run.count.upperBound {
                if isLast { return nil }
                break
            }
            position += 1
        }
        return run.count.contains(position - start) ? position : nil
    }

    /// The value of `name_with_keyword = "value"` and the like.
    private func assigned(_ keyword: String, _ run: SecretRule.Run, at start: Int) -> Range<Int>? {
        guard var position = skip(keyword, from: start, ignoringCase: true) else { return nil }
        position = skip(Self.nameCharacters, from: position, atMost: Self.longestName)
        guard position < text.count, [UInt8(ascii: "="), UInt8(ascii: ":")].contains(text[position]) else { return nil }
        position += 1
        if position < text.count, [UInt8(ascii: "="), UInt8(ascii: ">")].contains(text[position]) { position += 1 }
        position = skip(Self.padding, from: position, atMost: Self.longestPadding)
        guard let end = skip(run, from: position), looksRandom(position..<end) else { return nil }
        return position..<end
    }

    private func enclosed(_ marker: String, _ label: String, _ end: String, at start: Int) -> Range<Int>? {
        guard let labelStart = skip(marker, from: start) else { return nil }
        guard let labelled = find(label, in: labelStart..<min(text.count, labelStart + Self.longestLabel)) else {
            return nil
        }
        guard let ending = find(end, in: labelled..<text.count) else { return start..<text.count }
        // The line of the end, as far as it goes.
        let dashes = find("-----", in: ending..<text.count)
        return start..<(dashes ?? text.count)
    }

    /// The position behind the first occurrence of a literal.
    private func find(_ literal: String, in range: Range<Int>) -> Int? {
        for position in range {
            if let end = skip(literal, from: position), end <= range.upperBound { return end }
        }
        return nil
    }

    private func skip(_ characters: CharacterClass, from start: Int, atMost count: Int) -> Int {
        var position = start
        while position < text.count, position - start < count, characters.contains(text[position]) { position += 1 }
        return position
    }

    /// False for what stands in examples: words, and characters repeated.
    private func looksRandom(_ range: Range<Int>) -> Bool {
        let characters = text[range]
        return characters.contains { CharacterClass.digits.contains($0) }
            && Set(characters).count >= Self.fewestDistinct
    }

    private static func isWord(_ character: UInt8) -> Bool {
        CharacterClass.word.contains(character) || character == UInt8(ascii: "_")
    }
}
