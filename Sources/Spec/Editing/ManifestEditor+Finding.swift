/// The deepest value on the way to a place.
struct FoundNode {
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
    func find(_ path: EditPath) throws(Refusal) -> FoundNode {
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
}
