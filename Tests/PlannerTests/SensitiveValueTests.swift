import Planner
import Spec
import Testing

/// Values that are nobody's business appear in no rendering.
@Suite struct SensitiveValueTests {
    private func renderings(of variable: EnvironmentVariable, replacing old: String) throws -> [String] {
        var server = try Fixtures.server { $0.environment = [EnvironmentVariable(name: variable.name, value: old)] }
        let before = try Fixtures.world().converged(to: Fixtures.desired([server]))
        server.environment = [variable]
        let plan = Plan(from: before, to: try Fixtures.desired([server]))
        #expect(plan.changes.map(\.action) == [.replace])
        let creation = Plan(from: try Fixtures.world(), to: try Fixtures.desired([server]))
        return [plan, creation].flatMap { [$0.json, $0.jsonLines, $0.markdown, $0.terminalText()] }
    }

    @Test(arguments: [
        "GITHUB_TOKEN", "API_KEY", "apiKey", "KEY", "CLIENT_SECRET", "DB_PASSWORD", "PGPASSWORD", "SMTP_PASS", "DB_PWD",
        "AWS_CREDENTIALS", "BASIC_AUTH", "SESSION_COOKIE", "SENTRY_DSN", "tls.key",
    ])
    func valuesOfSecretNamesAreNotShown(name: String) throws {
        for text in try renderings(of: EnvironmentVariable(name: name, value: "canary"), replacing: "canary-before") {
            #expect(!text.contains("canary"))
            #expect(text.contains("sensitive"))
        }
    }

    @Test func passwordsInAddressesAreNotShown() throws {
        let url = EnvironmentVariable(name: "DATABASE", value: "postgres://me:canary@db/x")
        for text in try renderings(of: url, replacing: "postgres://me@db/x") { #expect(!text.contains("canary")) }
    }

    @Test(arguments: ["KEYBOARD", "MONKEY", "PWD", "TZ", "COMPASS", "AUTHOR"])
    func otherValuesAre(name: String) throws {
        let texts = try renderings(of: EnvironmentVariable(name: name, value: "https://me@host/x"), replacing: "before")
        // In Markdown its marks are character references.
        for text in texts { #expect(text.contains("https://me@host/x") || text.contains("https&#58;//me&#64;host/x")) }
    }
}
