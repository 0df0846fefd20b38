/// How much of a plan a comment says, so that it stays within what a host takes.
enum MarkdownDetail: Int, CaseIterable {
    /// Everything.
    case full
    /// Values and lists cut short.
    case brief
    /// How many attributes and tools change, and not which.
    case counts
    /// The table of servers alone.
    case table
    /// As much of the table as there is room for.
    case partOfTable

    /// Characters of one value.
    var longestValue: Int { self == .full ? 200 : 40 }

    /// Names in one list.
    var longestList: Int { self == .full ? 50 : 5 }
}
