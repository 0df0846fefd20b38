import AsyncHTTPClient
import Testing

@testable import GatewayRuntime

@Suite struct ProxyChoiceTests {
    private func proxy(_ url: String, _ variables: [String: String]) throws -> HTTPClient.Configuration.Proxy? {
        ProxyChoice.proxy(for: try #require(RemoteURL(url))) { variables[$0] }
    }

    @Test func `the scheme chooses the variable`() throws {
        let variables = ["HTTPS_PROXY": "http://p:3128", "http_proxy": "q"]
        #expect(try proxy("https://a/", variables) == .server(host: "p", port: 3128))
        #expect(try proxy("http://a/", variables) == .server(host: "q", port: 80))
        #expect(try proxy("https://a/", [:]) == nil)
        #expect(try proxy("https://a/", ["ALL_PROXY": "socks5://s"]) == .socksServer(host: "s", port: 1080))
    }

    @Test(arguments: ["a.example.com", "example.com", ".example.com", "*", "b, a.example.com:443"])
    func `exceptions are reached directly`(_ exceptions: String) throws {
        #expect(try proxy("https://a.example.com/", ["HTTPS_PROXY": "p", "NO_PROXY": exceptions]) == nil)
    }

    @Test func `other hosts are no exceptions`() throws {
        let variables = ["HTTPS_PROXY": "p", "NO_PROXY": "ample.com,other"]
        #expect(try proxy("https://example.com/", variables) != nil)
    }
}
