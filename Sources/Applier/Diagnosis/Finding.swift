/// What one check has found.
package struct Finding: Hashable, Sendable {
    package enum Level: String, Hashable, Sendable, CaseIterable {
        case ok
        /// The check has nothing to look at here.
        case skipped
        /// It works, and somebody should know.
        case warning
        /// Something does not work.
        case problem
    }

    /// One word that names the check.
    package var check: String
    package var level: Level
    /// One line, escaped.
    package var message: String
    /// What to do about it, in one line; nil where there is nothing to do.
    package var help: String?

    package init(_ check: String, _ level: Level, _ message: String, help: String? = nil) {
        (self.check, self.level, self.message, self.help) = (check, level, message, help)
    }
}
