import SecretScanning
import Testing

@Suite struct SecretScannerTests {
    static let scanner = SecretScanner()

    private func rules(in text: String) -> [String] {
        Array(text.utf8).withUnsafeBytes { Self.scanner.findings(in: $0).map(\.rule) }
    }

    /// Credentials are put together here so that no scanner finds them in this file.
    @Test(arguments: [
        ("ghp" + "_0123456789abcdefghijABCDEFGHIJ012345", "github-personal-token"),
        ("AKIA" + "IOSFODNN7EXAMPLE", "aws-access-key-id"),
        ("aws_secret" + "_access_key = \"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\"", "aws-secret-access-key"),
        ("xoxb" + "-123456789012-abcdefghijklmnop", "slack-bot-token"),
        ("sk_live" + "_4eC39HqLyjWDarjtT1zdp7dc", "stripe-secret-key"),
        ("HEROKU" + "_API_KEY: 01234567-89ab-cdef-0123-456789abcdef", "heroku-api-key"),
        ("glpat" + "-0123456789abcdefghij", "gitlab-token"),
        ("SK" + "0123456789abcdef0123456789abcdef", "twilio-key"),
        ("eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P", "jwt"),
        ("-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----", "private-key"),
        ("{\"auths\":{\"r\":{\"auth\"" + ":\"dXNlcjpwYXNzd29yZDEyMzQ=\"}}}", "docker-config-auth"),
    ])
    func `finds credentials`(_ text: String, _ rule: String) {
        #expect(rules(in: text) == [rule])
        #expect(rules(in: "the token is (\(text)) as agreed") == [rule])
    }

    @Test(arguments: [
        "ghp_short", "the task of a global robot is to patch skills", "AKIA but in prose",
        "heroku: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "eyJhbGciOi", "-----BEGIN CERTIFICATE-----\nabc",
        "my_ghp_0123456789abcdefghijABCDEFGHIJ012345", "",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
    ])
    func `leaves other text alone`(_ text: String) {
        #expect(rules(in: text).isEmpty)
    }

    @Test func `says where a credential stands`() throws {
        let token = "ghp" + "_0123456789abcdefghijABCDEFGHIJ012345"
        let bytes = Array("a \(token), \(token).".utf8)
        let ranges = bytes.withUnsafeBytes { Self.scanner.findings(in: $0).map(\.range) }
        #expect(ranges.map { String(decoding: bytes[$0], as: UTF8.self) } == [token, token])
    }

    @Test func `a private key without its end reaches to the end of the text`() {
        let bytes = Array(("-----BEGIN " + "PRIVATE KEY-----\nMIIE").utf8)
        #expect(bytes.withUnsafeBytes { Self.scanner.findings(in: $0).map(\.range) } == [0..<bytes.count])
    }

    @Test func `a name makes a value a credential`() {
        let value = Array("0123456789abcdef0123456789abcdef".utf8)
        let found = value.withUnsafeBytes { value in
            Array("mailchimp_key".utf8).withUnsafeBytes { Self.scanner.findings(in: value, named: $0) }
        }
        #expect(found.map(\.rule) == ["mailchimp-key"])
        #expect(found.map(\.range) == [0..<32])
        let other = value.withUnsafeBytes { value in
            Array("colour".utf8).withUnsafeBytes { Self.scanner.findings(in: value, named: $0) }
        }
        #expect(other.isEmpty)
    }

    @Test func `rules can be left out`() {
        let scanner = SecretScanner(rules: SecretRule.all(except: ["github-personal-token"]))
        let text = Array(("ghp" + "_0123456789abcdefghijABCDEFGHIJ012345").utf8)
        #expect(text.withUnsafeBytes { scanner.findings(in: $0) }.isEmpty)
    }

    @Test func `ids are kebab case`() {
        for rule in SecretRule.all {
            #expect(rule.id.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }, "\(rule.id)")
        }
    }
}
