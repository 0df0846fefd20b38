@testable import Applier
import Planner
import Testing

@Suite struct ExecutionGraphTests {
    @Test func operationsWaitForTheSuccessOfWhatTheyDependOn() throws {
        let (first, second) = (try Sample.operation(1), try Sample.operation(2, after: [1]))
        var graph = ExecutionGraph([second, first])

        #expect(ready(&graph) == [1])
        graph.succeeded(first)
        #expect(ready(&graph) == [2])
    }

    @Test func independentOperationsAreReadyAtOnceInThePlansOrder() throws {
        var graph = ExecutionGraph([try Sample.operation(3), try Sample.operation(1), try Sample.operation(2)])

        #expect(ready(&graph) == [1, 2, 3])
    }

    @Test func aFailureWithholdsEverythingBehindItAndNothingElse() throws {
        let (failing, unrelated) = (try Sample.operation(1), try Sample.operation(4))
        var graph = ExecutionGraph([
            failing,
            try Sample.operation(2, after: [1]),
            try Sample.operation(3, after: [2]),
            unrelated,
            try Sample.operation(5, after: [4]),
        ])
        #expect(ready(&graph) == [1, 4])

        let withheld = graph.failed(failing)
        #expect(withheld.map(\.id) == [2, 3])
        graph.succeeded(unrelated)
        #expect(ready(&graph) == [5])
    }

    @Test func anOperationBehindTwoNeedsBoth() throws {
        let (left, right) = (try Sample.operation(1), try Sample.operation(2))
        var graph = ExecutionGraph([left, right, try Sample.operation(3, after: [1, 2])])
        #expect(ready(&graph) == [1, 2])

        graph.succeeded(left)
        #expect(ready(&graph) == [])
        let withheld = graph.failed(right)
        #expect(withheld.map(\.id) == [3])
        #expect(ready(&graph) == [])
    }

    @Test func whatDependsOnAnOperationThatIsNotThereNeverRuns() throws {
        var graph = ExecutionGraph([try Sample.operation(2, after: [1])])

        #expect(ready(&graph) == [])
        let withheld = graph.withholdRest()
        #expect(withheld.map(\.id) == [2])
    }

    @Test func aCycleNeverRuns() throws {
        var graph = ExecutionGraph([try Sample.operation(1, after: [2]), try Sample.operation(2, after: [1])])

        #expect(ready(&graph) == [])
        let withheld = [graph.withholdRest(), graph.withholdRest()]
        #expect(withheld.map { $0.map(\.id) } == [[1, 2], []])
    }

    /// Everything that is ready now.
    private func ready(_ graph: inout ExecutionGraph) -> [Int] {
        var ids: [Int] = []
        while let operation = graph.next() {
            ids.append(operation.id)
        }
        return ids
    }
}
