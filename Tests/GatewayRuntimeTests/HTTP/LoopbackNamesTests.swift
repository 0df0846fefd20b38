import Testing

@testable import GatewayRuntime

@Suite struct LoopbackNamesTests {
    @Test(arguments: [
        "http://localhost", "http://localhost:3000", "https://localhost:1", "http://127.0.0.1",
        "http://127.0.0.1:65535",
        "http://[::1]", "https://[::1]:8811", "http://LOCALHOST:80",
    ])
    func originsOfThisHostAreKnown(origin: String) {
        #expect(LoopbackNames().contains(origin: origin))
    }

    @Test(arguments: [
        "null", "", "http://", "localhost", "http:localhost", "file://localhost", "http://localhost.evil.example",
        "http://127.0.0.1.nip.io", "http://127.0.0.1.evil.example:80", "http://evil.example",
        "http://localhost@evil.example",
        "http://evil.example/localhost", "http://localhost/", "http://localhost:", "http://localhost:8x",
        "http://localhost:123456", "http://localhost:80:80", "http://localhost.", "http://xlocalhost",
        "http://127.0.0.2",
        "http://2130706433", "http://0.0.0.0", "http://[::1", "http://[::1].evil.example", "http://[::ffff:127.0.0.1]",
        "http://localhost http://evil.example", "http://localhost, http://evil.example", " http://localhost",
        "HTTP://localhost", "http://lоcalhost",
    ])
    func whatOnlyLooksLikeThisHostIsForeign(origin: String) {
        #expect(!LoopbackNames().contains(origin: origin))
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.9.8.7", true), ("localhost", true), ("LocalHost", true), ("::1", true),
        ("0.0.0.0", false), ("::", false), ("192.168.0.1", false), ("127.0.0.1.nip.io", false), ("127.0.0.256", false),
        ("127.0.0", false), ("example.org", false), ("", false),
    ])
    func aBindingOfLoopbackIsRecognised(host: String, isLoopback: Bool) {
        #expect(LoopbackNames.contains(bound: host) == isLoopback)
    }

    @Test func theBoundAddressIsANameToo() {
        let names = LoopbackNames(and: "127.0.0.7")
        #expect(names.contains(authority: "127.0.0.7:80") && names.contains(authority: "localhost"))
        #expect(!names.contains(authority: "127.0.0.8:80"))
    }
}
