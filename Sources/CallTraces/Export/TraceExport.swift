/// The formats in which traces leave the program, one line each.
package enum TraceExport: Sendable, CaseIterable {
    /// One JSON object a line; absent values are left out.
    case jsonLines
    /// RFC 4180 with a header line; absent values are empty.
    case csv

    /// What goes before the first trace, line end included.
    package var header: String {
        switch self {
        case .jsonLines: ""
        case .csv: CSV.line(CallTrace.fieldNames.map(CSV.escaped))
        }
    }

    /// The trace's line, line end included.
    package func line(for trace: CallTrace) -> String {
        switch self {
        case .jsonLines: JSONLine.line(trace.fields)
        case .csv: CSV.line(trace.fields.map { CSV.escaped($0.value) })
        }
    }
}

/// A value as the exports see it.
enum TraceFieldValue {
    case text(String)
    case number(Int64)
    case absent

    init(_ text: String?) {
        self = text.map(Self.text) ?? .absent
    }
}

extension CallTrace {
    typealias Field = (name: String, value: TraceFieldValue)

    static let fieldNames = CallTrace(
        id: "",
        session: "",
        profile: "",
        server: "",
        method: "",
        target: "",
        start: 0,
        duration: 0,
        outcome: .ok
    ).fields.map(\.name)

    /// Every field in the order of the exports; durations are in microseconds.
    var fields: [Field] {
        [
            ("id", .text(id)),
            ("start", .text(Timestamp.text(microseconds: start))),
            ("session", .text(session)),
            ("client", TraceFieldValue(client)),
            ("profile", .text(profile)),
            ("server", .text(server)),
            ("method", .text(method)),
            ("target", .text(target)),
            ("outcome", .text(outcome.rawValue)),
            ("error", TraceFieldValue(error)),
            ("durationMicroseconds", .number(duration)),
            ("queueMicroseconds", .number(queue)),
            ("backendMicroseconds", .number(backend)),
            ("gatewayMicroseconds", .number(gateway)),
            ("requestBytes", .number(requestBytes)),
            ("resultBytes", .number(resultBytes)),
            ("traceID", TraceFieldValue(traceID)),
            ("arguments", TraceFieldValue(arguments)),
            ("result", TraceFieldValue(result)),
        ]
    }
}
