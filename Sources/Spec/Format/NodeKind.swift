/// What a node is before its value is looked at.
enum NodeKind: Hashable, Sendable, CaseIterable {
    case null, boolean, integer, number, string, list, mapping

    init(of node: YAMLNode) {
        self =
            switch node.content {
            case .scalar(.null, _): .null
            case .scalar(.boolean, _): .boolean
            case .scalar(.integer, _): .integer
            case .scalar(.number, _): .number
            case .scalar(.string, _): .string
            case .sequence: .list
            case .mapping: .mapping
            }
    }
}
