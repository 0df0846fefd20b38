/// Why the trace database could not be opened, read or written.
package struct TraceStoreError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        /// The folder or the file may not be created or written.
        case notWritable
        /// The file exists and is no SQLite database, or a damaged one.
        case notADatabase
        /// The file is a database of another program.
        case foreignDatabase
        /// The database was written by a newer version of this program.
        case newerSchema
        /// The disk is full.
        case diskFull
        /// Another process held the database for too long.
        case locked
        /// A prefix is too short to look anything up.
        case prefixTooShort
        /// A prefix fits several traces.
        case ambiguousPrefix
        /// SQLite failed in any other way.
        case failed
    }

    package var code: Code
    /// What was being done, for the reader: "opening the trace database /…".
    package var doing: String
    /// What the reader can do about it.
    package var remedy: String
    package var cause: (any Error)?

    package init(_ code: Code, doing: String, remedy: String, cause: (any Error)? = nil) {
        self.code = code
        self.doing = doing
        self.remedy = remedy
        self.cause = cause
    }

    package var description: String {
        let reason = cause.map { " (\($0))" } ?? ""
        return "\(doing) failed: \(code.summary)\(reason); \(remedy)"
    }
}

extension TraceStoreError.Code {
    var summary: String {
        switch self {
        case .notWritable: "the place is not writable"
        case .notADatabase: "the file is not an intact SQLite database"
        case .foreignDatabase: "the database belongs to another program"
        case .newerSchema: "the database was written by a newer version of this program"
        case .diskFull: "the disk is full"
        case .locked: "another process holds the database"
        case .prefixTooShort: "the id is too short"
        case .ambiguousPrefix: "several traces have such an id"
        case .failed: "SQLite reported an error"
        }
    }
}
