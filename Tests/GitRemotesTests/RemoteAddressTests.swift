import Testing

@testable import GitRemotes

@Suite struct RemoteAddressTests {
    @Test(arguments: [
        ("https://git.example.org/team/tools.git", "https://git.example.org/team/tools.git"),
        ("HTTPS://Git.Example.org:8443/a", "https://git.example.org:8443/a"),
        ("ssh://git.example.org/team.git", "ssh://git@git.example.org/team.git"),
        ("ssh://deploy@[::1]:2222/team.git", "ssh://deploy@[::1]:2222/team.git"),
        ("git@git.example.org:team/tools.git", "git@git.example.org:team/tools.git"),
        ("file:///srv/team.git", "file:///srv/team.git"),
        ("file://localhost/srv/team.git", "file:///srv/team.git"),
    ])
    func anAddressIsWrittenInOneWay(text: String, canonical: String) throws {
        #expect(RemoteAddress.isMeant(by: text))
        #expect(try RemoteAddress(text).text == canonical)
    }

    @Test(arguments: [
        ("https://user@git.example.org/a", RemoteAddressError.hasCredentials),
        ("https://user:secret@git.example.org/a", .hasCredentials),
        ("ssh://git:secret@git.example.org/a", .hasCredentials),
        ("http://git.example.org/a", .unprotected),
        ("git://git.example.org/a", .unprotected),
        ("ext::sh -c id", .malformed),
        ("gopher://git.example.org/a", .unknownScheme),
        ("https://git.example.org", .malformed),
        ("https://git.example.org/", .malformed),
        ("https:///a", .malformed),
        ("https://git.example.org/a?b=c", .malformed),
        ("https://git.example.org:0/a", .malformed),
        ("https://git.example.org:99999/a", .malformed),
        ("ssh://-oProxyCommand=id/a", .malformed),
        ("file://other.example.org/a", .malformed),
        ("https://git.example.org/a\u{1B}[31m", .malformed),
    ])
    func whatIsNoSafeAddressIsRefused(text: String, reason: RemoteAddressError) {
        #expect(throws: reason) { try RemoteAddress(text) }
    }

    @Test func aRefusalDoesNotRepeatTheSecret() {
        #expect(!"\(RemoteAddressError.hasCredentials)".contains("secret"))
    }

    @Test(arguments: [".", "./team.git", "/srv/team.git", "team", "c:team", "./a@b:c"])
    func pathsAreNotMeantAsAddresses(text: String) {
        #expect(!RemoteAddress.isMeant(by: text))
    }

    @Test(arguments: ["HEAD", "main", "feature/one", "v1.2.3", "refs/heads/main", "a+b"])
    func namesAreReferences(text: String) {
        #expect(RemoteReference(text) != nil)
    }

    @Test(arguments: ["", "main~1", "HEAD^", "a..b", "-x", "a//b", "a/", "a.lock", "a b", "main:path", "@{1}"])
    func whatOnlyALocalRepositoryResolvesIsNone(text: String) {
        #expect(RemoteReference(text) == nil)
    }
}
