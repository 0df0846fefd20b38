import Spec

extension Plan {
    /// The plan as events, one JSON object a line, with deterministic bytes; `schemas/plan-events.schema.json`
    /// describes them.
    package var jsonLines: String {
        var events: [(type: String, members: [(String, CanonicalJSON?)])] = [
            ("version", [("format_version", .string("1.0"))]),
            ("plan_start", start),
        ]
        events += changes.filter { $0.action != .keep }.map { ("planned_change", [("change", $0.json)]) }
        events += gateways.map { ("gateway_change", [("gateway", $0.json)]) }
        events += drift.map { ("drift", [("drift", $0.json)]) }
        events += consents.map { ("consent_required", [("consent", $0.json)]) }
        events.append(("summary", [("summary", summaryJSON), ("plan_digest", .string(digest))]))
        return events.enumerated().map { index, event in
            let common: [(String, CanonicalJSON?)] = [("type", .string(event.type)), ("seq", .count(index + 1))]
            return CanonicalJSON.eliding(common + event.members).line + "\n"
        }
        .joined()
    }

    private var start: [(String, CanonicalJSON?)] {
        [
            ("owner", .string(owner.text)),
            ("revision", revision.map { .string($0.description) }),
            ("source", source?.json),
            ("target", target?.json),
            ("scope", scope.json),
        ]
    }
}
