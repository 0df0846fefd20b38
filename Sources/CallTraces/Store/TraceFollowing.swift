import GRDB

/// The traces written after a position, as they come, by any process; it ends by cancellation or an error.
package struct TraceFollowing: AsyncSequence, Sendable {
    package typealias Element = CallTrace

    let store: TraceStore
    let position: TracePosition
    let filter: TraceFilter
    let interval: Duration
    let clock: any Clock<Duration>

    package func makeAsyncIterator() -> Iterator {
        Iterator(following: self, position: position)
    }

    package struct Iterator: AsyncIteratorProtocol {
        let following: TraceFollowing
        var position: TracePosition
        private var waiting: ArraySlice<CallTrace> = []

        init(following: TraceFollowing, position: TracePosition) {
            self.following = following
            self.position = position
        }

        package mutating func next() async throws -> CallTrace? {
            while true {
                if let trace = waiting.popFirst() { return trace }
                let page = try await following.store.page(after: position, matching: following.filter)
                position = page.end
                waiting = page.traces[...]
                if page.isLast && waiting.isEmpty { try await following.clock.sleep(for: following.interval) }
            }
        }
    }
}

extension TraceStore {
    private static let pageSize = 256

    struct Page: Sendable {
        let traces: [CallTrace]
        /// Where the next page begins.
        let end: TracePosition
        let isLast: Bool
    }

    /// The traces written after `position` that match, oldest first; looks for new ones at every `interval`.
    package func follow(
        after position: TracePosition,
        matching filter: TraceFilter = TraceFilter(),
        every interval: Duration = .milliseconds(250),
        clock: any Clock<Duration> = ContinuousClock()
    ) -> TraceFollowing {
        TraceFollowing(store: self, position: position, filter: filter, interval: interval, clock: clock)
    }

    /// The position of the trace written last.
    package func newestPosition() async throws -> TracePosition {
        try await unbundleForReading()
        return try await read { db in try db.newestPosition() }
    }

    func page(after position: TracePosition, matching filter: TraceFilter) async throws -> Page {
        let conditions: [SQL] = ["position > \(position.row)"] + filter.conditions
        let query: SQL = """
            \(sql: CallTrace.selection)\(conditions.whereClause) ORDER BY position LIMIT \(Self.pageSize)
            """
        let page = try await storedPage(after: position, query)
        // What was bundled meanwhile comes behind the rows that there are.
        guard page.isLast, try await unbundleForReading() else { return page }
        return try await storedPage(after: position, query)
    }

    private func storedPage(after position: TracePosition, _ query: SQL) async throws -> Page {
        try await read { db in
            // Without news a look ends here, having read one row.
            let newest = try db.newestPosition()
            guard newest.row > position.row else { return Page(traces: [], end: position, isLast: true) }
            let rows = try SQLRequest<Row>(literal: query).fetchAll(db)
            let traces = try rows.map { try CallTrace(row: $0) }
            guard rows.count == Self.pageSize, let last = rows.last else {
                return Page(traces: traces, end: newest, isLast: true)
            }
            return Page(traces: traces, end: TracePosition(row: last["position"]), isLast: false)
        }
    }
}

extension Database {
    fileprivate func newestPosition() throws -> TracePosition {
        // Unlike max(position), this also knows positions whose traces have been removed.
        let row = try Int64.fetchOne(self, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'call_trace'")
        return TracePosition(row: row ?? 0)
    }
}
