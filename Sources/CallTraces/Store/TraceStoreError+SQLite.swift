import GRDB

extension TraceStoreError {
    /// The error for whatever SQLite or the driver threw.
    static func from(_ error: any Error, doing: String) -> TraceStoreError {
        if let error = error as? TraceStoreError { return error }
        let code = (error as? DatabaseError).map { Code($0.resultCode) } ?? .failed
        return TraceStoreError(code, doing: doing, remedy: code.remedy, cause: error)
    }
}

extension TraceStoreError.Code {
    fileprivate init(_ result: ResultCode) {
        self =
            switch result {
            case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: .notWritable
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: .notADatabase
            case .SQLITE_FULL: .diskFull
            case .SQLITE_BUSY, .SQLITE_LOCKED: .locked
            default: .failed
            }
    }

    var remedy: String {
        switch self {
        case .notWritable: "make the folder and the files in it writable for this user, or choose another path"
        case .notADatabase: "move the file away; a new one is created at the next start"
        case .foreignDatabase: "choose another path for the traces"
        case .newerSchema: "use the newer version of this program, or choose another path"
        case .diskFull: "free space on the disk, or lower the size that traces may use"
        case .locked: "end the program that keeps the database locked and try again"
        case .prefixTooShort: "give at least \(TraceStore.minimumPrefix) characters"
        case .ambiguousPrefix: "give more characters"
        case .failed: "look at the cause and try again"
        }
    }
}
