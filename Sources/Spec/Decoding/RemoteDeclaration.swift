/// `remote` of a server entry as the file says it.
struct RemoteDeclaration: Sendable {
    let url: Located<String>
    let transport: Located<String>?
    let headers: [Named<Located<String>>]
    let allowsPrivateAddresses: Bool

    static let format = Format.object(
        unknownKeys: .refusedIfMisspelt,
        .required("url", Format.string(.nonEmpty).located, "Where the server is; may be a template."),
        .optional("transport_type", Format.string.located, "streamable-http, unless said, or sse."),
        .optional(
            "headers",
            .map(.headerName, to: Format.text.located),
            default: [],
            "Sent with every request; values may be templates, and ${NAME} is filled in on the gateway's host."
        ),
        .optional(
            "allowPrivateAddresses",
            .boolean,
            default: false,
            "True lets the URL lead to private addresses and be plain http."
        ),
        build: RemoteDeclaration.init
    )
}

extension TextRule {
    /// A token (RFC 9110, section 5.6.2).
    fileprivate static let headerName = TextRule(
        pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$",
        noun: "header name",
        hint: "letters, digits and '-'",
        accepts: { !$0.isEmpty && headerCharacters.holds($0.utf8) }
    )

    private static let headerCharacters = ASCIIClass.letters.union(.digits).union("!#$%&'*+.^_`|~-")
}
