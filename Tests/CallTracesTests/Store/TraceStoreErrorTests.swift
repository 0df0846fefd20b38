@testable import CallTraces
import GRDB
import Testing

@Suite struct TraceStoreErrorTests {
    @Test(arguments: [
        (ResultCode.SQLITE_FULL, TraceStoreError.Code.diskFull),
        (.SQLITE_BUSY, .locked),
        (.SQLITE_LOCKED, .locked),
        (.SQLITE_READONLY, .notWritable),
        (.SQLITE_CANTOPEN, .notWritable),
        (.SQLITE_CORRUPT, .notADatabase),
        (.SQLITE_IOERR, .failed),
    ])
    func namesWhatSQLiteReports(result: ResultCode, code: TraceStoreError.Code) {
        let error = TraceStoreError.from(DatabaseError(resultCode: result), doing: "writing traces")
        #expect(error.code == code)
        #expect(error.description.hasPrefix("writing traces failed: "))
        #expect(error.description.hasSuffix(code.remedy))
    }
}
