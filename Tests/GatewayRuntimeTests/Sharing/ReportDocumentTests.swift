import NIOCore
import Planner
import Spec
import Testing

@testable import GatewayRuntime

/// What `/ready` writes, another process reads.
@Suite struct ReportDocumentTests {
    private static func name(_ text: String) throws -> ServerName { try #require(ServerName(text)) }

    @Test func whatIsWrittenIsRead() throws {
        let spec = try #require(SpecHash("v1:" + String(repeating: "a", count: 64)))
        var policy = ServingPolicy(name: try Self.name("one"))
        policy.tools.deny = ["x"]
        var one = Readiness.Server(name: try Self.name("one"), state: .quarantined, reason: "is \"odd\"", tools: 2)
        (one.spec, one.policy) = (spec, policy)
        var finding = LockFinding()
        finding.added = [
            LockFinding.Entry(list: .tools, name: "steal"), LockFinding.Entry(list: .prompts, name: "ask"),
        ]
        finding.missing = [LockFinding.Entry(list: .tools, name: "gone")]
        finding.hasOtherInstructions = true
        one.finding = finding
        let two = Readiness.Server(name: try Self.name("two"), state: .starting)
        var readiness = Readiness(isReady: true, servers: [one, two])
        readiness.settings = GatewaySettings(naming: .prefixed)

        let report = try #require(ReportDocument.report(in: readiness.json))
        #expect(report.settings == GatewaySettings(naming: .prefixed).fingerprint)
        #expect(report.settings != GatewaySettings(naming: .automatic).fingerprint)
        let read = try #require(report.servers[try Self.name("one")])
        #expect(read.state == .quarantined && read.tools == 2 && read.reason == "is \"odd\"")
        #expect(read.spec == spec && read.route == policy.fingerprint)
        #expect(read.finding == finding.phrase)
        #expect(report.servers[try Self.name("two")] == ServingReport.Server(state: .starting))
    }

    @Test(arguments: ["", "{", "[]", #"{"ready":true}"#, #"{"ready":true,"servers":[{"name":"a"}]}"#])
    func somethingElseIsNoReport(text: String) {
        #expect(ReportDocument.report(in: ByteBuffer(string: text)) == nil)
    }

    @Test func whatHasNoNameOrAnUnknownStateIsLeftOut() throws {
        let servers = #"{"name":"A B","state":"serving","tools":1},{"name":"a","state":"odd","tools":1}"#
        let text = #"{"ready":true,"servers":[\#(servers)]}"#
        let report = try #require(ReportDocument.report(in: ByteBuffer(string: text)))
        #expect(report.servers.isEmpty)
    }

    @Test func rulesThatDifferHaveOtherFingerprints() throws {
        let usual = ServingPolicy(name: try Self.name("one"))
        let changes: [(inout ServingPolicy) -> Void] = [
            { $0.isolation = .call }, { $0.warm = 3 }, { $0.tools.allow = ["a"] }, { $0.tools.deny = ["a"] },
            { $0.tools.rename = ["a": "b"] }, { $0.prefix = "p" }, { $0.timeouts.call = .seconds(1) },
            { $0.isHidden = true }, { $0.lockPolicy = .warn }, { $0.locked = LockedServer(images: [], lists: [:]) },
        ]
        var fingerprints = [usual.fingerprint]
        for change in changes {
            var policy = usual
            change(&policy)
            fingerprints.append(policy.fingerprint)
        }
        #expect(Set(fingerprints).count == changes.count + 1)
    }
}
