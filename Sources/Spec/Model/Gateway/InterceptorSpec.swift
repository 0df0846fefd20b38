/// A program or service that looks at requests before their server gets them, or at answers before their client does.
package struct InterceptorSpec: Hashable, Sendable {
    /// On which way it looks.
    package enum Phase: String, Hashable, Sendable, CaseIterable {
        case before, after
    }

    package enum Action: Hashable, Sendable {
        /// A command for `/bin/sh -c` on the gateway's host.
        case exec(String)
        /// A container of an image, with arguments.
        case docker(image: String, arguments: [String])
        /// A URL that gets a POST.
        case http(String)

        /// The word for it in manifests and on the command line.
        package var kind: String {
            switch self {
            case .exec: "exec"
            case .docker: "docker"
            case .http: "http"
            }
        }
    }

    /// What becomes of the request if the interceptor fails.
    package enum FailurePolicy: String, Hashable, Sendable, CaseIterable {
        /// It passes as if there were no interceptor.
        case open
        /// It is refused.
        case closed
    }

    package var phase: Phase
    package var action: Action
    package var timeout: Duration
    package var onFailure: FailurePolicy
    /// MCP methods that pass it.
    package var methods: [String]
    /// Globs over the names of servers.
    package var servers: [String]
    /// Globs over exposed names of tools and prompts, or URIs.
    package var targets: [String]

    package static let defaultTimeout: Duration = .seconds(10)
    /// The methods that interceptors can be put before or after.
    package static let knownMethods = ["tools/call", "prompts/get", "resources/read", "completion/complete"]

    package init(
        phase: Phase,
        action: Action,
        timeout: Duration = Self.defaultTimeout,
        onFailure: FailurePolicy = .closed,
        methods: [String] = ["tools/call"],
        servers: [String] = ["*"],
        targets: [String] = ["*"]
    ) {
        self.phase = phase
        self.action = action
        self.timeout = timeout
        self.onFailure = onFailure
        self.methods = methods
        self.servers = servers
        self.targets = targets
    }

    /// Whether a request passes it.
    package func covers(method: String, server: String, target: String) -> Bool {
        methods.contains(method) && servers.contains { Glob($0).matches(server) }
            && targets.contains { Glob($0).matches(target) }
    }
}

extension InterceptorSpec {
    /// Why a text is no interceptor.
    package struct ParseError: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Reads `when:type:argument`, the form of Docker's MCP Gateway: when is `before` or `after`, type `exec`, `docker`
    /// or `http`.
    package init(parsing text: String) throws(ParseError) {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { throw ParseError("'\(text)' is not of the form when:type:argument") }
        guard let phase = Phase(rawValue: parts[0]) else {
            throw ParseError("'\(parts[0])' is not when an interceptor runs: write before or after")
        }
        self.init(phase: phase, action: try Action(kind: parts[1], argument: parts[2]))
    }
}

extension InterceptorSpec.ParseError {
    init(_ description: String) {
        self.description = description
    }
}

extension InterceptorSpec.Action {
    init(kind: String, argument: String) throws(InterceptorSpec.ParseError) {
        guard !argument.isEmpty else { throw .init("an interceptor of type '\(kind)' needs something to run") }
        switch kind {
        case "exec": self = .exec(argument)
        case "docker":
            guard let words = ShellWords(argument)?.words, let image = words.first else {
                throw .init("'\(argument)' is not an image and its arguments: a quote is not closed")
            }
            self = .docker(image: image, arguments: Array(words.dropFirst()))
        case "http":
            guard argument.hasPrefix("http://") || argument.hasPrefix("https://") else {
                throw .init("'\(argument)' is no http:// or https:// URL")
            }
            self = .http(argument)
        default: throw .init("'\(kind)' is no type of interceptor: write exec, docker or http")
        }
    }
}
