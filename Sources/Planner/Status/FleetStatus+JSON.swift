import Spec

extension FleetStatus {
    /// The status as one JSON document with deterministic bytes; `schemas/status.schema.json` describes it.
    package var json: String {
        CanonicalJSON.eliding([
            ("format_version", .string("1.0")),
            ("owner", .string(owner.text)),
            ("revision", revision.map { .string($0.description) }),
            ("in_sync", .bool(isInSync)),
            ("suspended", suspended?.json),
            ("conditions", .array(conditions.map(\.json))),
            ("gateways", .strings(gateways.map(\.text))),
            ("servers", .array(servers.map(\.json))),
        ])
        .document
    }
}

extension FleetStatus.Suspended {
    fileprivate var json: CanonicalJSON {
        .eliding([
            ("since", .string(since)),
            ("until", until.map(CanonicalJSON.string)),
            ("reason", reason.map(CanonicalJSON.string)),
        ])
    }
}

extension Condition {
    fileprivate var json: CanonicalJSON {
        .eliding([
            ("type", .string(kind.rawValue)),
            ("status", .string(verdict.rawValue)),
            ("reason", .string(reason)),
            ("message", .string(message)),
        ])
    }
}

extension Drift {
    fileprivate var json: CanonicalJSON {
        .eliding([
            ("kind", .string(kind.rawValue)),
            ("status", .string(verdict.rawValue)),
            ("reason", .string(reason)),
            ("message", message.isEmpty ? nil : .string(message)),
        ])
    }
}

extension ServerStatus {
    fileprivate var json: CanonicalJSON {
        .eliding([
            ("address", .string(address.description)),
            ("status", .string(word.rawValue)),
            ("container", container.map { .string($0.name) }),
            ("id", container.map { .string($0.id) }),
            ("state", container.map { .string($0.state.rawValue) }),
            ("applied_revision", container?.revision.map { .string($0.description) }),
            ("applied_spec", container.map { .string($0.spec.text) }),
            ("wanted_spec", spec.map { .string($0.text) }),
            ("locked", isLocked.map(CanonicalJSON.bool)),
            ("refusal", refusal.map(CanonicalJSON.string)),
            ("gateway", served?.json),
            ("drift", .array(drift.map(\.json))),
        ])
    }
}

extension ServingReport.Server {
    fileprivate var json: CanonicalJSON {
        .eliding([
            ("state", .string(state.rawValue)),
            ("tools", .count(tools)),
            ("reason", reason.map(CanonicalJSON.string)),
        ])
    }
}
