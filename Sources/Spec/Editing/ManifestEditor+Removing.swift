extension ManifestEditor {
    func removal(of step: EditPath.Step, from parent: FoundNode) -> TextEdit? {
        let node = parent.node
        var places: [Range<Int>] = []
        var position: Int?
        switch step {
        case .key(let key):
            places = (node.members ?? []).map { $0.key.span.lowerBound..<$0.end }
            position = node.members?.lastIndex { $0.name == key }
        case .index(let index):
            places = (node.elements ?? []).map { element in
                let start = node.isFlow ? nil : dash(before: element.span.lowerBound)
                return (start ?? element.span.lowerBound)..<element.span.upperBound
            }
            position = index
        }
        guard let position, places.indices.contains(position) else { return nil }
        if places.count == 1 { return replacement(of: parent, with: node.elements == nil ? .members([]) : .list([])) }
        let place = places[position]
        if node.isFlow {
            return position > 0
                ? TextEdit(range: places[position - 1].upperBound..<place.upperBound, text: "")
                : TextEdit(range: place.lowerBound..<places[1].lowerBound, text: "")
        }
        let start = lineStart(place.lowerBound)
        if scalars[start..<place.lowerBound].allSatisfy({ $0 == " " }) { return wholeLines(start, place.upperBound) }
        // The first key of an element stands behind its dash, where the next key then stands.
        guard position == 0, node.members != nil else { return nil }
        return TextEdit(range: place.lowerBound..<places[1].lowerBound, text: "")
    }

    private func wholeLines(_ start: Int, _ last: Int) -> TextEdit {
        let end = lineEnd(last)
        guard end < scalars.count else {
            // Without a line break at the end of the file the one before goes.
            var before = start
            while before > 0, "\r\n".unicodeScalars.contains(scalars[before - 1]) { before -= 1 }
            return TextEdit(range: before..<end, text: "")
        }
        let isPair = scalars[end] == "\r" && end + 1 < scalars.count
        return TextEdit(range: start..<(end + (isPair ? 2 : 1)), text: "")
    }
}
