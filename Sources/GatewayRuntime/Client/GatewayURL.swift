/// Where a gateway's streamable HTTP endpoint is.
package struct GatewayURL: Hashable, Sendable {
    package let text: String

    /// Reads an `http` or `https` URL; one without a path means the path that gateways serve, `/mcp`.
    package init?(_ text: String) {
        let form = /(?<base>https?:\/\/[^\s\/?#@]+)(?<rest>[\/?][^\s#]*)?/.ignoresCase()
        guard let match = text.wholeMatch(of: form) else { return nil }
        let rest = match.output.rest.map(String.init) ?? ""
        self.text = String(match.output.base) + (rest.isEmpty || rest == "/" ? "/mcp" : rest)
    }
}

extension GatewayURL: CustomStringConvertible {
    package var description: String { text }
}
