import Spec

extension Plan {
    /// The plan as one JSON document with deterministic bytes, servers that stay as they are included;
    /// `schemas/plan.schema.json` describes it.
    ///
    /// - Parameter creation: When the plan was made, for a saved one; it is no part of the digest.
    /// - Returns: The document, without a final line break.
    package func json(createdAt creation: String? = nil) -> String {
        let body = body
        guard case .object(var members) = body else { preconditionFailure("a plan's body is an object") }
        members["plan_digest"] = .string(Self.digest(of: body))
        members["context"] = context(creation)
        return CanonicalJSON.object(members).document
    }

    package var json: String { json() }

    /// `sha256:` and 64 digits over the plan's JSON: two plans with the same digest do the same.
    package var digest: String { Self.digest(of: body) }

    static func digest(of body: CanonicalJSON) -> String { "sha256:" + HexDigest(of: body.text).text }

    /// Everything but the digest and the context: what was decided, and not when or by which way.
    var body: CanonicalJSON {
        .eliding([
            ("format_version", .string("1.0")),
            ("owner", .string(owner.text)),
            ("revision", revision.map { .string($0.description) }),
            ("source", source?.json),
            ("target", target?.json),
            ("scope", scope.json),
            ("summary", summaryJSON),
            ("changes", .array(changes.map(\.json))),
            ("operations", .array(operations.map(\.json))),
            ("surfaces", .array(surfaces.map(\.json))),
            ("drift", .array(drift.map(\.json))),
            ("gateways", .array(gateways.map(\.json))),
            ("consents", .array(consents.map(\.json))),
        ])
    }

    /// How things were reached from where the plan was made.
    private func context(_ creation: String?) -> CanonicalJSON? {
        let address: String? = if case .engine(let address, _)? = target { address } else { nil }
        let members: [(String, CanonicalJSON?)] = [
            ("created_at", creation.map(CanonicalJSON.string)),
            ("place", source.map { .string($0.place) }),
            ("verified_by", signer.map(CanonicalJSON.string)),
            ("engine", address.map(CanonicalJSON.string)),
        ]
        return members.allSatisfy { $0.1 == nil } ? nil : .eliding(members)
    }

    var summaryJSON: CanonicalJSON {
        let counts = changes.reduce(into: [:]) { counts, change in counts[change.action, default: Int64(0)] += 1 }
        let tools = changes.compactMap { $0.tools?.difference }
        let toolCounts: CanonicalJSON = .eliding([
            ("added", .count(tools.reduce(0) { $0 + $1.added.count })),
            ("removed", .count(tools.reduce(0) { $0 + $1.removed.count })),
            ("changed", .count(tools.reduce(0) { $0 + $1.changed.count })),
            ("token_change", .count(tools.reduce(0) { $0 + $1.tokenChange })),
        ])
        return .eliding(
            Change.Action.allCases.map { ($0.rawValue, .integer(counts[$0] ?? 0)) }
                + [("drift", .count(drift.count)), ("tools", toolCounts)]
        )
    }
}

extension CanonicalJSON {
    static func count(_ number: Int) -> Self { .integer(Int64(number)) }

    static func strings(_ texts: [String]) -> Self { .array(texts.map(CanonicalJSON.string)) }
}

extension PlanSource {
    var json: CanonicalJSON {
        .eliding([
            ("kind", .string(kind.rawValue)),
            ("directory", directory.isEmpty ? nil : .string(directory)),
            ("profile", profile.map { .string($0.text) }),
            ("environment", environment.map { .string($0.text) }),
            ("content", .string("sha256:" + content)),
        ])
    }
}

extension PlanTarget {
    var json: CanonicalJSON {
        switch self {
        case .engine(_, let id): .eliding([("kind", .string("engine")), ("engine_id", .string(id))])
        case .revision(let revision):
            .eliding([("kind", .string("revision")), ("revision", .string(revision.description))])
        }
    }
}

extension PlanScope {
    var json: CanonicalJSON {
        .eliding([
            ("partial", .bool(isPartial)), ("drift_only", isDriftOnly ? .bool(true) : nil),
            ("targets", .strings(targets)), ("excludes", .strings(excludes)),
        ])
    }
}

extension Consent {
    var json: CanonicalJSON {
        .eliding([
            ("id", .string(name)),
            ("detail", .string(detail)),
            ("addresses", .strings(addresses.map(\.description))),
        ])
    }
}

extension GatewayChange {
    var json: CanonicalJSON {
        .eliding([
            ("profile", .string(profile.text)),
            ("attributes", .array(attributes.map(\.json))),
            ("declared_at", declaredAt.json),
        ])
    }
}

extension DriftFinding {
    var json: CanonicalJSON {
        let base: [(String, CanonicalJSON?)] = [
            ("address", .string(address.description)),
            ("container", .string(container)),
            ("outcome", .string(outcome.rawValue)),
        ]
        let members: [(String, CanonicalJSON?)] =
            switch kind {
            case .attributes(let changes):
                [("kind", .string("attributes")), ("attributes", .array(changes.map(\.json)))]
            case .groups(let groups): [("kind", .string("groups")), ("groups", .strings(groups.map(\.rawValue)))]
            case .state(let state): [("kind", .string("state")), ("state", .string(state.rawValue))]
            case .extra(let count): [("kind", .string("extra")), ("count", .count(count))]
            }
        return .eliding(base + members)
    }
}
