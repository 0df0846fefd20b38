/// A line of a manifest that has a comment.
struct CommentedLine {
    /// Counted from 1.
    let number: Int
    /// What follows each `#` that begins the line or stands after white space, from the first that is not white space.
    let comments: [Substring]
    /// True if nothing stands before the comment, so that it is about the next line.
    let isAlone: Bool

    /// The lines of a text that have a comment, in their order.
    ///
    /// Most files have none: then not even the lines are told apart.
    static func all(in text: String) -> [CommentedLine] {
        guard text.utf8.contains(hash) else { return [] }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return lines.enumerated().compactMap { CommentedLine($1, number: $0 + 1) }
    }

    private static let hash = UInt8(ascii: "#")

    private init?(_ line: Substring, number: Int) {
        guard line.utf8.contains(Self.hash) else { return nil }
        var comments: [Substring] = []
        var isSeparated = true
        for index in line.indices {
            if isSeparated, line[index] == "#" {
                let comment = line[index...].dropFirst().drop(while: \.isWhitespace)
                if !comment.isEmpty { comments.append(comment) }
            }
            isSeparated = line[index].isWhitespace
        }
        guard !comments.isEmpty else { return nil }
        self.number = number
        self.comments = comments
        isAlone = line.drop { $0 == " " || $0 == "\t" }.hasPrefix("#")
    }
}
