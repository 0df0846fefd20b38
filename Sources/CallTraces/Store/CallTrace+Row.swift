import GRDB

extension CallTrace {
    /// Every column but the position, in the order of `values`.
    static let columns = [
        "id", "session", "client", "profile", "server", "method", "target", "arguments", "result",
        "start", "duration", "queue", "backend", "gateway", "outcome", "error", "trace_id", "request_bytes",
        "result_bytes",
    ]

    /// Ignores an id that is already there: a batch whose commit was not reported can be written again.
    static let insertion = """
        INSERT INTO call_trace (\(columns.joined(separator: ", ")))
        VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
        ON CONFLICT (id) DO NOTHING
        """

    static let selection = "SELECT position, \(columns.joined(separator: ", ")) FROM call_trace"

    /// As plain values: a key path for each, as GRDB takes sequences of one type, costs more than all the rest of a row.
    var values: StatementArguments {
        let values: [(any DatabaseValueConvertible)?] = [
            id.storable, session.storable, client?.storable, profile.storable, server.storable, method.storable,
            target.storable, arguments?.storable, result?.storable, start, duration, queue, backend, gateway,
            outcome.rawValue, error?.storable, traceID?.storable, requestBytes, resultBytes,
        ]
        return StatementArguments(values)
    }

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

extension String {
    /// The text with U+2400 for each NUL, at which the driver would end it and so hide what follows.
    fileprivate var storable: String {
        guard utf8.contains(0) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{2400}" : $0 }))
    }
}
