package import Spec

extension Change {
    var json: CanonicalJSON {
        let (sensitive, unknown) = (attributes.filter(\.isSensitive), attributes.filter(\.isUnknown))
        return .eliding([
            ("address", .string(address.description)),
            ("action", .string(action.rawValue)),
            ("actions", .strings(actions)),
            ("strategy", .string(strategy.rawValue)),
            ("reasons", .array(reasons.map(\.json))),
            ("attributes", .array(attributes.map(\.json))),
            ("sensitive", .strings(sensitive.map(\.path.pointer))),
            ("unknown", .strings(unknown.map(\.path.pointer))),
            ("declared_at", declaredAt?.json),
            ("spec", spec.map { .string($0.text) }),
            ("precondition", strategy == .leave ? nil : precondition.json),
            ("tools", tools?.json),
        ])
    }

    /// A replacement is a creation and a removal, so that a search for removals finds it too.
    private var actions: [String] {
        switch action {
        case .create: ["create"]
        case .replace: ["create", "delete"]
        case .remove: strategy == .remove || strategy == .route ? ["delete"] : ["update"]
        case .start, .update: ["update"]
        case .keep, .refuse: ["no-op"]
        }
    }
}

extension AttributePath {
    /// RFC 6901: `/env/API_TOKEN`; only the first dot parts, for names of variables and paths of mounts have dots.
    fileprivate var pointer: String {
        text.split(separator: ".", maxSplits: 1).map { part in
            "/" + part.replacing("~", with: "~0").replacing("/", with: "~1")
        }
        .joined()
    }
}

extension AttributeChange {
    var json: CanonicalJSON {
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
    var json: CanonicalJSON {
        .eliding([
            ("file", .string(file)), ("line", .count(line)), ("column", .count(column)),
        ])
    }
}

extension Precondition {
    fileprivate var json: CanonicalJSON {
        .eliding([("containers", .array(containers.map(\.json))), ("absent", .strings(absent))])
    }
}

extension Precondition.Container {
    fileprivate var json: CanonicalJSON {
        .eliding([
            ("id", .string(id)),
            ("name", .string(name)),
            ("state", .string(state.rawValue)),
            ("fingerprint", .string(fingerprint)),
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
        case .destroyed: "destroyed"
        case .leftBehind: "left_behind"
        case .specChanged: "spec_changed"
        case .drifted: "drifted"
        case .notRunning: "not_running"
        case .notAdmitted: "not_admitted"
        case .unfinishedReplacement: "unfinished_replacement"
        case .duplicate: "duplicate"
        case .imageNotPresent: "image_not_present"
        case .nameTaken: "name_taken"
        case .imageClaimsOwnership: "image_claims_ownership"
        case .servingChanged: "serving_changed"
        case .lockOfAnotherImage: "lock_of_another_image"
        case .imageNotAsLocked: "image_not_as_locked"
        case .newlyDeclared: "newly_declared"
        }
    }
}

extension Operation {
    package var json: CanonicalJSON {
        .eliding([
            ("id", .count(id)),
            ("address", .string(address.description)),
            ("op", .string(kind.code)),
            ("what", .string(kind.description)),
            ("deps", .array(dependencies.map(CanonicalJSON.count))),
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
