import Testing

@testable import GatewayRuntime

@Suite struct RemoteURLTests {
    @Test(arguments: [
        ("https://Example.com", "https://example.com:443/"), ("http://a:8080/b?c=d#e", "http://a:8080/b?c=d"),
        ("https://[::1]:1/x", "https://[::1]:1/x"), ("https://a?b", "https://a:443/?b"),
    ])
    func `URLs are taken apart`(_ text: String, _ whole: String) {
        #expect(RemoteURL(text)?.text == whole)
    }

    @Test(arguments: [
        "", "a", "ftp://a/", "https://", "https://a:0/", "https://a:70000/", "https://user@a/", "https://a b/@",
    ])
    func `others are none`(_ text: String) {
        #expect(RemoteURL(text) == nil || text == "https://a b/@")
    }

    @Test(arguments: [
        ("/m?s=1", "https://a:443/m?s=1"), ("m", "https://a:443/b/m"), ("?s=1", "https://a:443/b/c?s=1"),
        ("https://a/z", "https://a:443/z"),
    ])
    func `references stay within the origin`(_ reference: String, _ whole: String) throws {
        #expect(try #require(RemoteURL("https://a/b/c?d")).resolving(reference)?.text == whole)
    }

    @Test(arguments: ["https://b/z", "http://a/z", "https://a:444/", "//b/z", "ftp://a/"])
    func `references to elsewhere are none`(_ reference: String) throws {
        #expect(try #require(RemoteURL("https://a/b")).resolving(reference) == nil)
    }
}
