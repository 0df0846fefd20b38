/// What the gateway declares to clients: all that its servers may turn out to have, for they come and go after the
/// handshake was answered.
enum GatewayCapabilities {
    private static let lists = #""tools":{"listChanged":true},"prompts":{"listChanged":true},"#
    private static let resources = #""resources":{"subscribe":true,"listChanged":true},"#

    /// For the revisions with a handshake (specification 2025-11-25, schema, `ServerCapabilities`).
    static let withHandshake = "{" + lists + resources + #""completions":{},"logging":{}}"#

    /// For 2026-07-28; logs ride on requests there, and need no level of their own to be declared for.
    static let stateless = "{" + lists + resources + #""completions":{},"logging":{}}"#
}
