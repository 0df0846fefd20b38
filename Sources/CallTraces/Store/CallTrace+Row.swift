import GRDB

extension CallTrace {
    /// Every column but the position, in the order of `values`.
    static let columns = [
        "id", "session", "client", "profile", "server", "method", "target", "arguments", "result",
        "start", "duration", "queue", "backend", "gateway", "outcome", "error", "trace_id", "request_bytes",
        "result_bytes",
    ]

    /// Ignores ids that are already there: a batch whose commit was not reported can be written again.
    private static func insertion(rows: Int) -> String {
        let row = "(\(columns.map { _ in "?" }.joined(separator: ", ")))"
        return """
            INSERT INTO call_trace (\(columns.joined(separator: ", ")))
            VALUES \(Array(repeating: row, count: rows).joined(separator: ", "))
            ON CONFLICT (id) DO NOTHING
            """
    }

    static let insertion = insertion(rows: 1)
    static let insertionOfMany = insertion(rows: rowsOfStatement)
    /// What a statement costs beside its rows is shared by so many.
    static let rowsOfStatement = 50

    static let selection = "SELECT position, \(columns.joined(separator: ", ")) FROM call_trace"

    var values: [DatabaseValue] {
        let texts = [id, session, client, profile, server, method, target, arguments, result]
        let ending = [outcome.rawValue, error, traceID]
        var values: [DatabaseValue] = []
        values.reserveCapacity(Self.columns.count)
        for text in texts { values.append(Self.value(of: text)) }
        for number in [start, duration, queue, backend, gateway] { values.append(number.databaseValue) }
        for text in ending { values.append(Self.value(of: text)) }
        for number in [requestBytes, resultBytes] { values.append(number.databaseValue) }
        return values
    }

    private static func value(of text: String?) -> DatabaseValue { text?.storable.databaseValue ?? .null }

    init(row: Row) throws {
        let name: String = row["outcome"]
        guard let outcome = Outcome(rawValue: name) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "unknown outcome \(name.debugDescription)")
        }
        self.init(
            id: row["id"],
            session: row["session"],
            client: row["client"],
            profile: row["profile"],
            server: row["server"],
            method: row["method"],
            target: row["target"],
            arguments: row["arguments"],
            result: row["result"],
            start: row["start"],
            duration: row["duration"],
            queue: row["queue"],
            backend: row["backend"],
            gateway: row["gateway"],
            outcome: outcome,
            error: row["error"],
            traceID: row["trace_id"],
            requestBytes: row["request_bytes"],
            resultBytes: row["result_bytes"]
        )
    }
}

extension Database {
    /// Writes rows within the transaction that is open.
    func insert(_ traces: [CallTrace]) throws {
        var rest = traces[...]
        while !rest.isEmpty {
            let isMany = rest.count >= CallTrace.rowsOfStatement
            let rows = isMany ? CallTrace.rowsOfStatement : 1
            let statement = try cachedStatement(sql: isMany ? CallTrace.insertionOfMany : CallTrace.insertion)
            var values: [(any DatabaseValueConvertible)?] = []
            values.reserveCapacity(rows * CallTrace.columns.count)
            for trace in rest.prefix(rows) {
                for value in trace.values { values.append(value) }
            }
            // There is a value for each column: checking it again costs as much as binding them.
            statement.setUncheckedArguments(StatementArguments(values))
            try statement.execute()
            rest = rest.dropFirst(rows)
        }
    }
}

extension CallTrace {
    /// What a row and its index entries take besides the long texts, in bytes.
    static let overhead = 512
}

extension String {
    /// The text with U+2400 for each NUL, at which the driver would end it and so hide what follows.
    fileprivate var storable: String {
        guard utf8.contains(0) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{2400}" : $0 }))
    }
}
