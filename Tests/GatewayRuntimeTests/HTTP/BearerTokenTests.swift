import Testing

@testable import GatewayRuntime

@Suite struct BearerTokenTests {
    @Test func aGeneratedTokenHas256BitsInLettersAndDigits() {
        let tokens = (0..<100).map { _ in BearerToken.generate().revealed() }
        #expect(Set(tokens).count == tokens.count)
        for token in tokens {
            #expect(token.wholeMatch(of: /[A-Za-z0-9]{43}/) != nil)
        }
    }

    @Test(arguments: ["", " ", "two words", "tab\t", "line\n", "é", "\u{7F}"])
    func whatCannotStandInAHeaderIsNoToken(text: String) {
        #expect(BearerToken(text) == nil)
    }

    @Test(arguments: [
        ("Bearer secret", true), ("bearer secret", true), ("BEARER secret", true),
        ("Bearer  secret", false), ("Bearer secret ", false), ("Bearer Secret", false), ("Bearer secre", false),
        ("Bearer secrets", false), ("Bearer ", false), ("Bearer", false), ("secret", false), ("Basic secret", false),
        ("Bearer secret, Bearer secret", false), ("", false),
    ])
    func onlyTheTokenItselfAuthorizes(header: String, isAuthorized: Bool) throws {
        let token = try #require(BearerToken("secret"))
        #expect(token.authorizes(header) == isAuthorized)
    }

    @Test func aMissingHeaderDoesNotAuthorize() throws {
        #expect(try !#require(BearerToken("secret")).authorizes(nil))
    }

    @Test func theTokenDoesNotShowItself() throws {
        let token = try #require(BearerToken("hidden-secret"))
        var dumped = ""
        dump((token, [token]), to: &dumped)
        for shown in ["\(token)", String(reflecting: token), String(describing: Optional(token) as Any), dumped] {
            #expect(!shown.contains("hidden"), "\(shown)")
        }
    }
}
