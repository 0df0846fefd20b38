import Applier
import Planner
import Spec
import Testing

@Suite struct ApplyReportTests {
    private static let refused = ApplyReport.Result.failed(OperationFailure(code: .engine, message: "refused"))
    private static let rolledBack = ApplyReport.Result.rolledBack(AdmissionError(code: .exited, message: "ended"))

    @Test(
        arguments: [
            ([], false, 0),
            ([.unchanged], false, 0),
            ([.unchanged, .applied], true, 0),
            ([refused], false, 1),
            ([.unchanged, refused], false, 1),
            ([.applied, refused], true, 7),
            ([refused], true, 7),
            ([rolledBack], true, 8),
            ([.applied, rolledBack], true, 8),
            ([rolledBack, refused], true, 7),
            ([.interrupted], false, 1),
            ([.applied, .interrupted], true, 7),
        ] as [([ApplyReport.Result], Bool, Int32)]
    )
    func exitCodeTellsHowFarAnApplyCame(results: [ApplyReport.Result], changed: Bool, code: Int32) throws {
        let outcomes = try results.enumerated().map { index, result in
            ApplyReport.Outcome(address: try Sample.address("s\(index)"), action: .create, result: result)
        }
        let report = ApplyReport(outcomes: outcomes, changedEngine: changed)

        #expect(report.exitCode == code)
        #expect(report.isConverged == (code == 0))
    }

    @Test func outcomesAreSortedByAddress() throws {
        let outcomes = try ["b", "c", "a"].map {
            ApplyReport.Outcome(address: try Sample.address($0), action: .keep, result: .unchanged)
        }

        let report = ApplyReport(outcomes: outcomes, changedEngine: false)

        #expect(report.outcomes.map(\.address.server.text) == ["a", "b", "c"])
    }

    @Test(arguments: [(ApplyError.Code.locked, Int32(6)), (.engine, 1), (.lockUnavailable, 1), (.interrupted, 1)])
    func anErrorBeforeTheFirstChangeHasItsOwnCode(code: ApplyError.Code, exitCode: Int32) {
        #expect(ApplyError(code: code, doing: "testing").exitCode == exitCode)
    }
}
