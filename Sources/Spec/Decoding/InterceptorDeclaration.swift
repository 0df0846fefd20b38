/// An element of a profile's `interceptors` as the file says it: `when:type:argument`, or a mapping that says more.
struct InterceptorDeclaration: Sendable {
    let run: String
    let timeout: Duration
    let onFailure: InterceptorSpec.FailurePolicy
    let methods: [String]
    let servers: [String]
    let targets: [String]

    static let format = long.or(short)

    private static let short = Format<String>.string(.interceptor).map { text in
        InterceptorDeclaration(
            run: text,
            timeout: InterceptorSpec.defaultTimeout,
            onFailure: .closed,
            methods: ["tools/call"],
            servers: ["*"],
            targets: ["*"]
        )
    }

    private static let long = Format.object(
        .required("run", .string(.interceptor), "When, how and what, as in after:http:https://example.com/audit."),
        .optional("timeout", .duration, default: InterceptorSpec.defaultTimeout, "How long it may take; 10s."),
        .optional(
            "onFailure",
            .word(InterceptorSpec.FailurePolicy.self),
            default: .closed,
            "closed refuses the request if the interceptor fails; open lets it pass."
        ),
        .optional(
            "methods",
            .list(of: Format.word(Method.self).map(\.rawValue)),
            default: ["tools/call"],
            "MCP methods that pass it; tools/call, unless said."
        ),
        .optional("servers", .list(of: .string(.nonEmpty)), default: ["*"], "Globs over the names of servers."),
        .optional(
            "targets",
            .list(of: .string(.nonEmpty)),
            default: ["*"],
            "Globs over exposed names of tools and prompts, or URIs."
        ),
        build: InterceptorDeclaration.init
    )

    private enum Method: String, CaseIterable, Sendable {
        case toolsCall = "tools/call"
        case promptsGet = "prompts/get"
        case resourcesRead = "resources/read"
        case complete = "completion/complete"
    }

    func spec() throws(InterceptorSpec.ParseError) -> InterceptorSpec {
        var spec = try InterceptorSpec(parsing: run)
        (spec.timeout, spec.onFailure) = (timeout, onFailure)
        (spec.methods, spec.servers, spec.targets) = (methods, servers, targets)
        return spec
    }
}

extension TextRule {
    fileprivate static let interceptor = TextRule(
        pattern: "^(?:before|after):(?:exec|docker|http):[\\s\\S]+$",
        noun: "interceptor",
        hint: "write when:type:argument, such as before:http:http://127.0.0.1:9000/check",
        accepts: { $0.wholeMatch(of: /(?:before|after):(?:exec|docker|http):(?s:.)+/) != nil }
    )
}
