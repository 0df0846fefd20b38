import SecretScanning

/// Looks for what manifests are allowed to say, and should not.
struct Lint {
    private var found: [Diagnostic] = []
    private var networks = NetworkNeeds()
    private let scanner = SecretScanner()

    init(_ profiles: [Profile], lock: Lockfile? = nil) {
        for server in profiles.flatMap(\.servers) { look(at: server) }
        networks.look(at: profiles)
        for profile in profiles { if let lock { look(at: profile, lock) } }
        for server in profiles.flatMap(\.remotes) {
            for header in server.headers { scan(header.value, named: header.name, at: server.declaredAt) }
        }
    }

    /// The findings that no comment of their file silences.
    func report(sources: [String: String]) -> DiagnosticReport {
        let silences = sources.mapValues(LintComments.init)
        let found = found + networks.findings(sources)
        let heard = found.filter { silences[$0.location.file]?.silence($0) != true }
        return DiagnosticReport(heard, sources: sources)
    }

    private mutating func add(
        _ code: DiagnosticCode,
        _ message: String,
        at location: SourceLocation,
        severity: Diagnostic.Severity = .warning,
        help: String
    ) {
        found.append(Diagnostic(code, message, at: location, severity: severity, suggestion: help))
    }

    // MARK: Servers

    private mutating func look(at server: ServerSpec) {
        func place(_ path: String) -> SourceLocation {
            server.attributeLocations[AttributePath(path)] ?? server.declaredAt
        }
        look(at: server.image, place("image"))
        for mount in server.mounts {
            guard case .bind(let path) = mount.source, Self.isBroad(path) else { continue }
            let help = "mount the directory that the server works in"
            add(.broadMount, "'\(path)' is mounted as a whole", at: place("mounts.\(mount.target)"), help: help)
        }
        for variable in server.environment {
            scan(variable.value, named: variable.name, at: place("env.\(variable.name)"))
        }
        for argument in server.command { scan(argument, named: "", at: place("command")) }
    }

    private mutating func look(at profile: Profile, _ lock: Lockfile) {
        let servers =
            profile.servers.map { ($0.name, $0.declaredAt) }
            + profile.remotes.map { ($0.serving.name, $0.declaredAt) }
            + profile.toolServers.map { ($0.serving.name, $0.declaredAt) }
        for (name, place) in servers where lock.servers[ServerAddress(profile: profile.name, server: name)] == nil {
            let help = "run 'mcp-reconcile lock', and commit what it writes"
            add(.notInLock, "'\(name)' is not in \(Lockfile.fileName), and others are", at: place, help: help)
        }
    }

    private mutating func look(at image: ImageReference, _ location: SourceLocation) {
        guard !image.isPinned else { return }
        let name = image.text.split(separator: "/").last ?? ""
        let tag = name.contains(":") ? name.split(separator: ":").last : nil
        if tag == nil || tag == "latest" {
            let what = tag == nil ? "has no tag, which means 'latest'" : "has the tag 'latest'"
            add(.latestTag, "'\(image)' \(what)", at: location, help: "name a version, or better a digest")
        } else {
            let message = "'\(image)' has no digest"
            add(.noDigest, message, at: location, severity: .note, help: "add @sha256:… to say which image is meant")
        }
    }

    /// The root, a home, and the directories that a system consists of.
    private static func isBroad(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        let systems: Set<Substring> = [
            "home", "root", "Users", "etc", "var", "usr", "opt", "boot", "lib", "mnt", "srv",
        ]
        switch parts.count {
        case 0: return true
        case 1: return systems.contains(parts[0])
        case 2: return parts[0] == "home" || parts[0] == "Users"
        default: return false
        }
    }

    // MARK: Secrets

    private mutating func scan(_ value: String, named name: String, at location: SourceLocation) {
        var (value, name) = (value, name)
        let titles = value.withUTF8 { text in
            name.withUTF8 { scanner.findings(in: .init(text), named: .init($0)).map(\.title) }
        }
        guard let title = titles.first else { return }
        let subject = name.isEmpty ? "the value" : "'\(name)'"
        add(
            .literalSecret,
            "\(subject) looks like a credential (\(title))",
            at: location,
            help: "revoke it, and take it out of the manifests; a false alarm is silenced by a comment"
        )
    }

    private mutating func scan(_ node: YAMLNode, named name: String) {
        switch node.content {
        case .scalar: if let text = node.text { scan(text, named: name, at: node.location) }
        case .sequence(let elements): for element in elements { scan(element, named: name) }
        case .mapping(let entries): for entry in entries { scan(entry.value, named: entry.key) }
        }
    }

    // MARK: Files

    /// Looks at how a profile or `reconcile.yaml` is written.
    mutating func look(at root: YAMLNode) {
        if let network = root["defaults"]?["network"], network.string == NetworkPolicy.bridge.rawValue {
            let help = "write 'network: bridge' at the servers that need it"
            networks.defaults.insert(network.location)
            add(.defaultBridge, "every server has a network unless it says otherwise", at: network.location, help: help)
        }
        for server in root["servers"]?.elements ?? [] {
            for pattern in server["tools"]?["allow"]?.elements ?? [] where pattern.text == "*" {
                let help = "name the tools that are needed, or leave 'allow' out"
                add(.wideAllowList, "'*' allows every tool", at: pattern.location, help: help)
            }
            if let config = server["config"] { scan(config, named: "") }
        }
    }
}

/// Comments that silence rules: `# mcp-reconcile: ignore latest-tag, MCPR0704`, on the line or on the one above it.
struct LintComments: Sendable {
    private let silenced: [Int: Set<String>]

    init(_ text: String) {
        var silenced: [Int: Set<String>] = [:]
        for line in CommentedLine.all(in: text) {
            guard let rules = line.comments.lazy.compactMap(Self.rules).first else { continue }
            silenced[line.number, default: []].formUnion(rules)
            if line.isAlone { silenced[line.number + 1, default: []].formUnion(rules) }
        }
        self.silenced = silenced
    }

    /// The rules that a comment names; nil for a comment about anything else.
    private static func rules(of comment: Substring) -> [String]? {
        guard let order = rest(of: comment, after: "mcp-reconcile:"),
            let list = rest(of: order.drop(while: \.isWhitespace), after: "ignore"), list.first?.isWhitespace == true
        else { return nil }
        let names = list.drop(while: \.isWhitespace).prefix { character in
            character.utf8.allSatisfy(characters.contains)
        }
        return names.isEmpty ? nil : names.split { $0 == "," || $0 == " " }.map(String.init)
    }

    private static let characters = ASCIIClass.letters.union(.digits).union(", -")

    private static func rest(of text: Substring, after prefix: String) -> Substring? {
        text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : nil
    }

    func silence(_ diagnostic: Diagnostic) -> Bool {
        guard let name = diagnostic.code.ruleName, let rules = silenced[diagnostic.location.line] else { return false }
        return rules.contains(name) || rules.contains(diagnostic.code.rawValue)
    }
}

extension DiagnosticCode {
    /// The name of a rule that comments can silence; nil for mistakes, which nothing silences.
    package var ruleName: String? {
        switch self {
        case .latestTag: "latest-tag"
        case .noDigest: "no-digest"
        case .wideAllowList: "wide-allow-list"
        case .literalSecret: "literal-secret"
        case .broadMount: "broad-mount"
        case .defaultBridge: "default-bridge"
        case .notInLock: "not-in-lock"
        case .unexplainedBridge: "unexplained-bridge"
        default: nil
        }
    }
}
