package import Spec

extension Revision {
    /// `main@sha1:9f2c1ab`, or the commit alone where the reference is its id.
    package var short: String {
        let commit = String(commit.prefix(12))
        return reference.hasPrefix(commit) ? "sha1:\(commit)" : "\(reference)@sha1:\(commit)"
    }
}

extension Plan {
    /// Where the desired state comes from; nothing in it is escaped.
    var sourcePhrase: String? {
        guard let source else { return revision?.short }
        let place = source.directory.isEmpty ? source.place : "\(source.place)/\(source.directory)"
        let tree =
            switch source.kind {
            case .git: revision?.short ?? place
            case .directory, .file: place
            }
        return source.environment.map { "\(tree) in the environment \($0)" } ?? tree
    }

    /// ` verified by alice@example.org (SHA256:…)`, to follow the source; nothing in it is escaped.
    var verificationPhrase: String? { signer.map { " verified by \($0)" } }

    var targetPhrase: String? {
        switch target {
        case nil: nil
        case .engine(let address, _)?: address
        case .revision(let revision)?: "\(revision.short) (manifests against manifests, no engine)"
        }
    }

    var profilePhrase: String {
        let names = surfaces.map(\.profile.text)
        return names.count <= 4 ? names.joined(separator: ", ") : "\(names.count) profiles"
    }
}

extension PlanScope {
    /// `only dev/a, b but not c`; nothing in it is escaped.
    var phrase: String {
        let only = targets.isEmpty ? "everything" : "only " + targets.joined(separator: ", ")
        return excludes.isEmpty ? only : "\(only) but not " + excludes.joined(separator: ", ")
    }
}
