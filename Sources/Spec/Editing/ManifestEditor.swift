/// Changes values of a manifest in its text: comments, order and formatting of everything else stay byte by byte.
///
/// Every change is read back: if the text does not say exactly what it said before with that change, it is refused.
struct ManifestEditor: Sendable {
    /// Why a place cannot be edited by a program.
    struct Refusal: Error, Hashable, Sendable {
        let path: EditPath
        let file: String
        let reason: String
    }

    let file: String
    private var scalars: [Unicode.Scalar]
    private(set) var value: JSONValue
    /// CRLF where the file has it.
    private let newline: String

    /// - Throws: What is wrong with the file's YAML.
    init(_ bytes: [UInt8], file: String) throws(DiagnosticReport) {
        let text = String(decoding: bytes, as: UTF8.self)
        let document = YAMLDocument(bytes: bytes, file: file)
        guard let root = document.root, document.diagnostics.isEmpty else {
            throw DiagnosticReport(document.diagnostics, sources: [file: text])
        }
        self.file = file
        scalars = Array(text.unicodeScalars)
        newline = text.unicodeScalars.contains("\r") ? "\r\n" : "\n"
        value = JSONValue(root)
    }

    var text: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    subscript(path: EditPath) -> JSONValue? { value[path.steps[...]] }

    /// Lets a place have this value; mappings on the way are made.
    mutating func set(_ path: EditPath, to value: ManifestValue) throws(Refusal) {
        guard self[path] != value.json else { return }
        let found = try find(path)
        let nested = found.missing.dropFirst().reversed().reduce(value) { inner, key in
            .members([ManifestValue.Member(key, inner)])
        }
        let edit: TextEdit
        if let key = found.missing.first {
            edit = try insert(ManifestValue.Member(key, nested), into: found, path)
        } else {
            edit = replacement(of: found, with: nested)
        }
        try apply(edit, path, expecting: self.value.replacing(path.steps[...], with: value.json))
    }

    /// Adds an element to the end of a list, which is made if it is not there.
    mutating func append(_ element: ManifestValue, to path: EditPath) throws(Refusal) {
        guard case .array(let elements)? = self[path] else { return try set(path, to: .list([element])) }
        let found = try find(path)
        let edit = try addition(of: element, to: found, path)
        try apply(edit, path, expecting: value.replacing(path.steps[...], with: .array(elements + [element.json])))
    }

    /// Takes a key or an element away; what is not there is no mistake.
    mutating func remove(_ path: EditPath) throws(Refusal) {
        guard self[path] != nil, let last = path.steps.last else { return }
        let parent = try find(EditPath(path.steps.dropLast()))
        guard let edit = removal(of: last, from: parent) else { throw refusal(path, "it shares its line with others") }
        try apply(edit, path, expecting: value.replacing(path.steps[...], with: nil))
    }

    private mutating func apply(_ edit: TextEdit, _ path: EditPath, expecting expected: JSONValue?) throws(Refusal) {
        var changed = scalars
        changed.replaceSubrange(edit.range, with: Array(edit.text.unicodeScalars))
        var view = String.UnicodeScalarView()
        view.append(contentsOf: changed)
        let document = YAMLDocument(bytes: Array(String(view).utf8), file: file)
        guard document.diagnostics.isEmpty, let root = document.root, let expected, JSONValue(root) == expected else {
            throw refusal(path, "the file is written in a way that only a person can change there")
        }
        (scalars, value) = (changed, expected)
    }

    private func refusal(_ path: EditPath, _ reason: String) -> Refusal {
        Refusal(path: path, file: file, reason: reason)
    }
}

/// A part of the text and what stands there instead.
private struct TextEdit {
    let range: Range<Int>
    let text: String
}

/// The deepest value on the way to a place.
private struct FoundNode {
    let node: SyntaxNode
    /// The column of the key that has the node for its value; the node's own column for the root and for elements.
    let column: Int
    /// True within brackets or braces.
    let isInFlow: Bool
    /// The end of the key's colon; nil for the root and for elements.
    let keyEnd: Int?
    /// Keys that are not there yet.
    var missing: [String]
}

extension ManifestEditor {
    private func find(_ path: EditPath) throws(Refusal) -> FoundNode {
        // The text has been read before, so it can be read again.
        guard let root = try? SyntaxComposer.root(of: scalars, file: file) else { throw refusal(path, "it is empty") }
        var found = FoundNode(
            node: root,
            column: column(root.span.lowerBound),
            isInFlow: false,
            keyEnd: nil,
            missing: []
        )
        for (index, step) in path.steps.enumerated() {
            let isInFlow = found.isInFlow || found.node.isFlow
            switch step {
            case .key(let key):
                if let member = found.node.members?.last(where: { $0.name == key }) {
                    found = FoundNode(
                        node: member.value,
                        column: column(member.key.span.lowerBound),
                        isInFlow: isInFlow,
                        keyEnd: member.key.span.upperBound,
                        missing: []
                    )
                } else if found.node.members != nil || found.node.isAbsent || isNull(found.node) {
                    found.missing = try keys(path.steps[index...], path)
                    return found
                } else {
                    throw refusal(path, "there is no mapping")
                }
            case .index(let position):
                guard let elements = found.node.elements, elements.indices.contains(position) else {
                    throw refusal(path, "there is no such element")
                }
                let element = elements[position]
                found = FoundNode(
                    node: element,
                    column: column(element.span.lowerBound),
                    isInFlow: isInFlow,
                    keyEnd: nil,
                    missing: []
                )
            }
        }
        return found
    }

    private func keys(_ steps: ArraySlice<EditPath.Step>, _ path: EditPath) throws(Refusal) -> [String] {
        var keys: [String] = []
        for step in steps {
            guard case .key(let key) = step else { throw refusal(path, "there is no such element") }
            keys.append(key)
        }
        return keys
    }

    private func isNull(_ node: SyntaxNode) -> Bool {
        if case .scalar(let text) = node.content { YAMLScalar(plain: text) == .null } else { false }
    }

    // MARK: Adding

    private func insert(
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

    private func addition(of element: ManifestValue, to found: FoundNode, _ path: EditPath) throws(Refusal) -> TextEdit
    {
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
    private func replacement(of found: FoundNode, with value: ManifestValue) -> TextEdit {
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

    // MARK: Removing

    private func removal(of step: EditPath.Step, from parent: FoundNode) -> TextEdit? {
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

    // MARK: Places

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

    private func lineStart(_ offset: Int) -> Int {
        (scalars[..<offset].lastIndex(of: "\n").map { $0 + 1 }) ?? 0
    }

    private func lineEnd(_ offset: Int) -> Int {
        scalars[offset...].firstIndex { $0 == "\n" || $0 == "\r" } ?? scalars.count
    }

    private func column(_ offset: Int) -> Int { offset - lineStart(offset) }

    /// The dash of a block list's element; nil if something else stands between.
    private func dash(before offset: Int) -> Int? {
        let start = scalars[..<offset].lastIndex { !" \t\r\n".unicodeScalars.contains($0) }
        return start.flatMap { scalars[$0] == "-" ? $0 : nil }
    }
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
