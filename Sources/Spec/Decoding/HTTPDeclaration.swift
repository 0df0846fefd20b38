/// `http` of a server or a server entry as the file says it.
struct HTTPDeclaration: Sendable {
    let port: Int64
    let path: String?
    let transport: RemoteServer.Transport

    static let format = Format.object(
        .required(
            "port",
            Format<Int64>.integer(in: 1...65535),
            "The port that the server listens on, on all its addresses."
        ),
        .optional("path", .string(.httpPath), "The path of the endpoint: /mcp unless said, or /sse."),
        .optional(
            "transport",
            .word(RemoteServer.Transport.self),
            default: .streamable,
            "streamable-http unless said, or sse."
        ),
        build: HTTPDeclaration.init
    )

    var endpoint: HTTPEndpoint {
        HTTPEndpoint(port: Int(port), path: path ?? (transport == .sse ? "/sse" : "/mcp"), transport: transport)
    }
}

extension TextRule {
    /// Path and query of a URL, without spaces and fragments.
    fileprivate static let httpPath = TextRule(
        pattern: "^/[!\"$-~]*$",
        noun: "path of a URL",
        hint: "write a path such as /mcp",
        accepts: { $0.wholeMatch(of: /\/[!"$-~]*/) != nil }
    )
}
