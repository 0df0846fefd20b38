import NIOHTTP1
import Spec
import Testing

@testable import GatewayRuntime

@Suite struct HeaderValuesTests {
    private static let secret = "s3cret"

    private func header(_ value: String) throws -> String? {
        let variables = [
            "MCP_RECONCILE_SECRET_TOKEN": Self.secret, "HOME": "/root", "MCP_RECONCILE_SECRET_BAD": "a\r\nb",
        ]
        return try HeaderValues([EnvironmentVariable(name: "X", value: value)]) { variables[$0] }.headers.first(
            name: "x"
        )
    }

    @Test func `variables are filled in`() throws {
        #expect(try header("Bearer ${TOKEN}") == "Bearer s3cret")
        #expect(try header("${TOKEN}${TOKEN} $TOKEN {x}") == "s3crets3cret $TOKEN {x}")
    }

    @Test(arguments: ["${HOME}", "${OTHER}", "${BAD}"])
    func `what manifests may not read is refused`(_ value: String) {
        #expect(throws: RemoteFailure.self) { try header(value) }
    }

    @Test func `values cannot be printed`() throws {
        let values = try HeaderValues([EnvironmentVariable(name: "X", value: "${TOKEN}")]) { _ in Self.secret }
        var dumped = ""
        dump(values, to: &dumped)
        #expect(!dumped.contains(Self.secret))
    }
}
