import Spec

extension Plan {
    /// The plan as one JSON document with deterministic bytes, servers that stay as they are included;
    /// `schemas/plan.schema.json` describes it.
    package var json: String {
        guard case .object(var members) = body else { preconditionFailure("a plan's body is an object") }
        members["plan_digest"] = .string(digest)
        return CanonicalJSON.object(members).document
    }

    /// Everything but the digest.
    var body: CanonicalJSON {
        .eliding([
            ("format_version", .string("1.0")),
            ("owner", .string(owner.text)),
            ("revision", revision.map { .string($0.description) }),
            ("summary", summaryJSON),
            ("changes", .array(changes.map(\.json))),
            ("operations", .array(operations.map(\.json))),
            ("surfaces", .array(surfaces.map(\.json))),
        ])
    }

    private var summaryJSON: CanonicalJSON {
        let counts = changes.reduce(into: [:]) { counts, change in counts[change.action, default: Int64(0)] += 1 }
        return .eliding(Change.Action.allCases.map { ($0.rawValue, .integer(counts[$0] ?? 0)) })
    }
}

extension Change {
    fileprivate var json: CanonicalJSON {
        .eliding([
            ("address", .string(address.description)),
            ("action", .string(action.rawValue)),
            ("actions", .array(actions.map(CanonicalJSON.string))),
            ("reasons", .array(reasons.map(\.json))),
            ("attributes", .array(attributes.map(\.json))),
            ("declared_at", declaredAt?.json),
        ])
    }

    /// A replacement is a creation and a removal, so that a search for removals finds it too.
    private var actions: [String] {
        switch action {
        case .create: ["create"]
        case .replace: ["create", "delete"]
        case .remove: ["delete"]
        case .start: ["update"]
        case .keep, .refuse: ["no-op"]
        }
    }
}

extension AttributeChange {
    fileprivate var json: CanonicalJSON {
        let shown = shownValues
        return .eliding([
            ("path", .string(path.text)),
            ("old", shown.old.map(CanonicalJSON.string)),
            ("new", shown.new.map(CanonicalJSON.string)),
            ("sensitive", isSensitive ? .bool(true) : nil),
            ("unknown", isUnknown ? .bool(true) : nil),
            ("location", location?.json),
        ])
    }
}

extension SourceLocation {
    fileprivate var json: CanonicalJSON {
        .eliding([
            ("file", .string(file)), ("line", .integer(Int64(line))), ("column", .integer(Int64(column))),
        ])
    }
}

extension Reason {
    fileprivate var json: CanonicalJSON {
        .eliding([("code", .string(code)), ("detail", .string(sentence))])
    }

    private var code: String {
        switch self {
        case .notPresent: "not_present"
        case .notDeclared: "not_declared"
        case .specChanged: "spec_changed"
        case .drifted: "drifted"
        case .notRunning: "not_running"
        case .unfinishedReplacement: "unfinished_replacement"
        case .duplicate: "duplicate"
        case .imageNotPresent: "image_not_present"
        case .nameTaken: "name_taken"
        case .imageClaimsOwnership: "image_claims_ownership"
        }
    }
}

extension Operation {
    fileprivate var json: CanonicalJSON {
        .eliding([
            ("id", .integer(Int64(id))),
            ("address", .string(address.description)),
            ("op", .string(kind.code)),
            ("what", .string(kind.description)),
            ("deps", .array(dependencies.map { .integer(Int64($0)) })),
        ])
    }
}

extension Operation.Kind {
    fileprivate var code: String {
        switch self {
        case .pullImage: "image.pull"
        case .create: "container.create"
        case .admit: "container.admit"
        case .drain: "container.drain"
        case .stop: "container.stop"
        case .remove: "container.remove"
        }
    }
}

extension ToolSurface {
    fileprivate var json: CanonicalJSON {
        .eliding([
            ("profile", .string(profile.text)),
            ("tools", .array(tools.map(\.json))),
            ("withheld", .array(withheld.map(\.json))),
            ("undocumented", .array(undocumented.map { .string($0.text) })),
        ])
    }
}

extension ToolSurface.Tool {
    fileprivate var json: CanonicalJSON {
        .eliding([
            ("server", .string(server.text)),
            ("name", .string(name)),
            ("exposed_name", .string(exposedName)),
            ("collides", .bool(collides)),
            ("image", image.map(CanonicalJSON.string)),
        ])
    }
}
