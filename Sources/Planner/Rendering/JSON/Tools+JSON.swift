import Spec

extension ToolSurface {
    var json: CanonicalJSON {
        .eliding([
            ("profile", .string(profile.text)),
            ("tokens", .count(tokens)),
            ("tools", .array(tools.map(\.json))),
            ("withheld", .array(withheld.map(\.json))),
            ("undocumented", .strings(undocumented.map(\.text))),
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

extension ToolOutlook {
    var json: CanonicalJSON {
        switch self {
        case .undocumented: .eliding([("known", .string("none"))])
        case .unrecorded(let total, let tokens):
            .eliding([("known", .string("after")), ("total", .count(total)), ("tokens", .count(tokens))])
        case .difference(let difference): difference.json
        }
    }
}

extension ToolDifference {
    fileprivate var json: CanonicalJSON {
        .eliding([
            ("known", .string("both")),
            ("total", .count(total)),
            ("tokens", .count(tokens)),
            ("token_change", .count(tokenChange)),
            ("verdict", verdict.map { .string($0.rawValue) }),
            ("added", .strings(added)),
            ("removed", .strings(removed)),
            (
                "renamed",
                .array(renamed.map { .eliding([("from", .string($0.old)), ("to", .string($0.new))]) })
            ),
            ("changed", .array(changed.map(\.json))),
        ])
    }
}

extension ToolDifference.Change {
    fileprivate var json: CanonicalJSON {
        .eliding([
            ("name", .string(name)),
            ("kinds", .strings(kinds)),
            ("details", .strings(details)),
            ("verdict", .string(verdict.rawValue)),
        ])
    }
}
