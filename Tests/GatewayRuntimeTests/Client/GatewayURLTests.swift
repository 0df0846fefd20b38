import GatewayRuntime
import Testing

@Suite struct GatewayURLTests {
    @Test(arguments: [
        ("http://127.0.0.1:8811", "http://127.0.0.1:8811/mcp"),
        ("http://127.0.0.1:8811/", "http://127.0.0.1:8811/mcp"),
        ("http://127.0.0.1:8811/mcp", "http://127.0.0.1:8811/mcp"),
        ("https://tools.example/team/mcp?x=1", "https://tools.example/team/mcp?x=1"),
        ("HTTP://[::1]:80", "HTTP://[::1]:80/mcp"),
    ])
    func anEndpointHasAPath(text: String, url: String) throws {
        #expect(try #require(GatewayURL(text)).text == url)
    }

    @Test(arguments: [
        "", "8811", "localhost:8811", "ftp://localhost", "http://", "http:///mcp", "http://user:secret@localhost/mcp",
        "http://local host", "http://localhost/m cp", "unix:///run/x",
    ])
    func whatIsNoHTTPURLIsRefused(text: String) {
        #expect(GatewayURL(text) == nil)
    }
}
