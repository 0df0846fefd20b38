@testable import Applier
import Planner
import Spec
import Testing

@Suite struct ConvergenceTests {
    private static let superseded = ExecutionRecord.Result.failed(OperationFailure(code: .superseded, message: "gone"))
    private static let refused = ExecutionRecord.Result.failed(OperationFailure(code: .engine, message: "refused"))

    @Test func aServerThatALaterPlanLeavesAloneHasConverged() throws {
        var progress = Convergence()
        progress.note(try record(["time": Self.superseded]), of: try plan([("time", .create)]))
        let report = progress.report(endingWith: try plan([("time", .keep)], empty: true))

        #expect(report.outcomes.map(\.result) == [.applied])
        #expect(report.outcomes.map(\.action) == [.create])
    }

    @Test func aServerThatALaterPlanNoLongerKnowsHasConverged() throws {
        var progress = Convergence()
        progress.note(try record(["time": .alreadySo]), of: try plan([("time", .remove)]))
        let report = progress.report(endingWith: try plan([], empty: true))

        #expect(report.outcomes.map(\.result) == [.applied])
        #expect(!report.changedEngine)
    }

    @Test func aServerThatFailedIsNotTriedByALaterPlan() throws {
        var progress = Convergence()
        let first = try plan([("bad", .create), ("time", .create)])
        progress.note(try record(["bad": Self.refused, "time": Self.superseded]), of: first)

        let rest = progress.remaining(of: first)
        #expect(rest.operations.map(\.address.server.text) == ["time"])
        progress.note(try record(["time": .succeeded]), of: rest)
        #expect(
            progress.report.outcomes.map(\.result) == [
                .failed(OperationFailure(code: .engine, message: "refused")), .applied,
            ]
        )
        #expect(progress.report.exitCode == 7)
    }

    @Test func aRollbackIsNotTriedByALaterPlan() throws {
        var progress = Convergence()
        let error = AdmissionError(code: .exited, message: "ended")
        let first = try plan([("bad", .replace)])
        progress.note(try record(["bad": .rolledBack(error)]), of: first)

        #expect(progress.remaining(of: first).isNoOp)
        #expect(progress.report.exitCode == 8)
    }

    @Test func withheldWorkFailsForTheReasonThatWithheldIt() throws {
        let failure = OperationFailure(code: .imageMissing, message: "no image")
        var record = ExecutionRecord()
        record.note(try Sample.operation(1, of: "time"), .withheld(because: failure))
        let report = record.report(of: try plan([("time", .create)]))

        #expect(report.outcomes.map(\.result) == [.failed(failure)])
        #expect(report.exitCode == 1)
    }

    @Test(arguments: [
        (OperationFailure.Code.engine, Int32(1)), (.nameTaken, 1), (.imageMissing, 1), (.unanswered, 7),
    ])
    func onlyAnUnansweredCallMayHaveChangedTheEngine(code: OperationFailure.Code, exitCode: Int32) throws {
        let result = ExecutionRecord.Result.failed(OperationFailure(code: code, message: "failed"))
        let report = try record(["time": result]).report(of: try plan([("time", .create)]))

        #expect(report.exitCode == exitCode)
    }

    /// One operation per server, numbered in the order of their names.
    private func plan(_ changes: [(String, Change.Action)], empty: Bool = false) throws -> Plan {
        Plan(
            owner: try Sample.owner(),
            revision: nil,
            changes: try changes.map { name, action in
                Change(address: try Sample.address(name), action: action, reasons: [], attributes: [], declaredAt: nil)
            },
            operations: empty ? [] : try changes.map { try Sample.operation(Self.number($0.0), of: $0.0) },
            surfaces: []
        )
    }

    private func record(_ results: [String: ExecutionRecord.Result]) throws -> ExecutionRecord {
        var record = ExecutionRecord()
        for (name, result) in results {
            record.note(try Sample.operation(Self.number(name), of: name), result)
        }
        return record
    }

    private static func number(_ name: String) -> Int {
        name == "bad" ? 2 : 1
    }
}
