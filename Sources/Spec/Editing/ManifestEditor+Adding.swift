extension ManifestEditor {
    func insert(
        _ member: ManifestValue.Member,
        into found: FoundNode,
        _ path: EditPath
    ) throws(Refusal) -> TextEdit {
        let node = found.node
        guard let members = node.members, let last = members.last else {
            return replacement(of: found, with: .members([member]))
        }
        if node.isFlow {
            let text = ", \(ManifestValue.scalar(member.key, inFlow: true)): \(member.value.flow)"
            return TextEdit(range: last.end..<last.end, text: text)
        }
        let column = column(members[0].key.span.lowerBound)
        let key = ManifestValue.scalar(member.key, inFlow: false)
        let text = newline + spaces(column) + "\(key):" + member.value.afterKey(column: column, newline: newline)
        let place = lineEnd(last.end)
        return TextEdit(range: place..<place, text: text)
    }

    func addition(of element: ManifestValue, to found: FoundNode, _ path: EditPath) throws(Refusal) -> TextEdit {
        guard let elements = found.node.elements, let last = elements.last else {
            return replacement(of: found, with: .list([element]))
        }
        if found.node.isFlow {
            return TextEdit(range: last.span.upperBound..<last.span.upperBound, text: ", " + element.flow)
        }
        guard let dash = dash(before: elements[0].span.lowerBound) else {
            throw refusal(path, "the list is written in a way that only a person can change")
        }
        let column = column(dash)
        let place = lineEnd(last.span.upperBound)
        let text = newline + ManifestValue.list([element]).block(column: column, newline: newline, isIndented: true)
        return TextEdit(range: place..<place, text: text)
    }

    /// What stands for the whole of a value.
    func replacement(of found: FoundNode, with value: ManifestValue) -> TextEdit {
        let node = found.node
        if found.isInFlow || node.isFlow && !value.json.isEmptyOrNested {
            let space = node.isAbsent ? " " : ""
            return TextEdit(range: node.span, text: space + value.flow)
        }
        guard let keyEnd = found.keyEnd else {
            return TextEdit(
                range: node.span,
                text: value.block(column: found.column, newline: newline, isIndented: false)
            )
        }
        let colon = scalars[keyEnd...].firstIndex(of: ":").map { $0 + 1 } ?? keyEnd
        let text = value.afterKey(column: found.column, newline: newline)
        let isBlock = text.hasPrefix(newline)
        // A comment behind the key stays where it is.
        if node.isAbsent {
            return TextEdit(range: isBlock ? lineEnd(colon)..<lineEnd(colon) : colon..<colon, text: text)
        }
        let between = scalars[colon..<max(colon, node.span.lowerBound)]
        let start = between.allSatisfy { " \t\r\n".unicodeScalars.contains($0) } ? colon : node.span.lowerBound
        return TextEdit(range: start..<max(start, node.span.upperBound), text: start == colon ? text : value.flow)
    }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}

extension JSONValue {
    /// True for what is better written over several lines, or as an empty collection.
    fileprivate var isEmptyOrNested: Bool {
        switch self {
        case .array(let elements): elements.contains { if case .object = $0 { true } else { false } }
        case .object, .null, .boolean, .integer, .number, .string: false
        }
    }
}
