/// What a change of a tool means for whoever calls it.
package enum ToolVerdict: String, Hashable, Sendable, CaseIterable, Comparable {
    /// The same calls mean the same; a model reads other words.
    case cosmetic
    /// Everything that worked still works, and more does.
    case additive
    /// A call that worked may fail, or do something else.
    case breaking

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .cosmetic: 0
        case .additive: 1
        case .breaking: 2
        }
    }
}
