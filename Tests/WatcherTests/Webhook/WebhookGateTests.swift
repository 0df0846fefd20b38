import Crypto
import Synchronization
import Testing

@testable import Watcher

@Suite struct WebhookGateTests {
    private static let secret = "correct horse battery staple"
    private static let body = Array(#"{"ref":"refs/heads/main"}"#.utf8)

    private func signature(_ secret: String = secret, _ body: [UInt8] = body) -> String {
        HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(secret.utf8)))
            .map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
    }

    private func isKnown(_ headers: [String: String], body: [UInt8] = body) throws -> Bool {
        try #require(WebhookSecret(Self.secret)).authenticates(header: { headers[$0] }, body: body)
    }

    @Test func everyServersOwnWayIsUnderstood() throws {
        #expect(try isKnown(["x-hub-signature-256": "sha256=\(signature())"]))
        #expect(try isKnown(["x-gitea-signature": signature()]))
        #expect(try isKnown(["x-forgejo-signature": signature()]))
        #expect(try isKnown(["x-gitlab-token": Self.secret]))
    }

    @Test func whoDoesNotKnowTheSecretIsAStranger() throws {
        #expect(try !isKnown([:]))
        #expect(try !isKnown(["x-hub-signature-256": signature()]))
        #expect(try !isKnown(["x-hub-signature-256": "sha256="]))
        #expect(try !isKnown(["x-hub-signature-256": "sha256=\(signature().dropLast(2))"]))
        #expect(try !isKnown(["x-hub-signature-256": "sha256=\(signature("another secret, also long"))"]))
        #expect(try !isKnown(["x-hub-signature-256": "sha256=\(signature())"], body: Self.body + [0x20]))
        #expect(try !isKnown(["x-gitlab-token": ""]))
        #expect(try !isKnown(["x-gitlab-token": Self.secret + " "]))
        // A wrong signature is not made good by anything beside it.
        #expect(try !isKnown(["x-hub-signature-256": "sha256=00", "x-gitlab-token": Self.secret]))
    }

    /// The example in GitHub's documentation of webhooks.
    @Test func gitHubsExampleIsAuthentic() throws {
        let secret = try #require(WebhookSecret("It's a Secret to Everybody"))
        let code = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        #expect(secret.authenticates(header: { ["x-hub-signature-256": code][$0] }, body: Array("Hello, World!".utf8)))
    }

    @Test func shortSecretsAreNone() {
        #expect(WebhookSecret("fifteen bytes..") == nil)
        #expect(WebhookSecret("sixteen bytes...") != nil)
    }

    @Test func aRequestIsJudgedBeforeItsBodyWherePossible() throws {
        let gate = try gate(InstantClock()) {}
        #expect(gate.answer(method: "POST", path: "/hook", length: 10) == nil)
        #expect(gate.answer(method: "POST", path: "/hook?x=1", length: nil) == nil)
        #expect(gate.answer(method: "GET", path: "/hook", length: nil) == .wrongMethod)
        #expect(gate.answer(method: "POST", path: "/", length: nil) == .notFound)
        #expect(gate.answer(method: "POST", path: "/hook", length: WebhookGate.largestBody + 1) == .tooLarge)
    }

    @Test func strangersDoNotUseUpWhatOthersMayDo() throws {
        let hints = Atomic(0)
        let gate = try gate(InstantClock()) { hints.add(1, ordering: .relaxed) }
        let strange = (0..<WebhookGate.burst + 5).map { _ in gate.answer(header: { _ in nil }, body: Self.body) }
        #expect(
            strange == Array(repeating: .unauthorized, count: WebhookGate.burst) + Array(repeating: .tooMany, count: 5)
        )
        let headers = ["x-gitlab-token": Self.secret]
        let known = (0..<WebhookGate.burst + 1).map { _ in gate.answer(header: { headers[$0] }, body: Self.body) }
        #expect(known == Array(repeating: .accepted, count: WebhookGate.burst) + [.tooMany])
        #expect(hints.load(ordering: .relaxed) == WebhookGate.burst)
    }

    @Test func eachSecondAnotherMayCome() async throws {
        let clock = InstantClock()
        let gate = try gate(clock) {}
        let headers = ["x-gitlab-token": Self.secret]
        for _ in 0..<WebhookGate.burst { _ = gate.answer(header: { headers[$0] }, body: []) }
        #expect(gate.answer(header: { headers[$0] }, body: []) == .tooMany)
        try await clock.sleep(for: .seconds(1))
        #expect(gate.answer(header: { headers[$0] }, body: []) == .accepted)
        #expect(gate.answer(header: { headers[$0] }, body: []) == .tooMany)
    }

    private func gate(_ clock: InstantClock, _ hint: @escaping @Sendable () -> Void) throws -> WebhookGate {
        WebhookGate(path: "/hook", secret: try #require(WebhookSecret(Self.secret)), clock: clock, hint: hint)
    }

    @Test(arguments: [
        ("127.0.0.1:9000", "127.0.0.1", 9000, "/"), ("[::1]:0/hooks/team", "::1", 0, "/hooks/team"),
        ("localhost:80/", "localhost", 80, "/"),
    ])
    func addressesHaveAHostAndAPort(text: String, host: String, port: Int, path: String) throws {
        let address = try #require(WebhookAddress(text))
        #expect((address.host, address.port, address.path) == (host, port, path))
    }

    @Test(arguments: [
        "", ":80", "9000", "localhost", "localhost:99999", "localhost:80/a?b", "http://localhost:80", "a b:80",
    ])
    func otherTextsAreNoAddress(text: String) {
        #expect(WebhookAddress(text) == nil)
    }
}
