/// A place in a manifest, as a reader counts: the first line and the first column are 1, columns count characters.
package struct SourceLocation: Hashable, Sendable {
    /// The path within the manifest tree, such as `profiles/dev.yaml`; never a path of the machine for a git source.
    package let file: String
    package let line: Int
    package let column: Int
    /// How many characters the offending text covers on its line; at least 1.
    package let length: Int

    package init(file: String, line: Int, column: Int, length: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
        self.length = max(1, length)
    }
}

extension SourceLocation: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

extension SourceLocation: CustomStringConvertible {
    /// `path:line:column`, which terminals and editors make clickable.
    package var description: String { "\(file):\(line):\(column)" }
}
