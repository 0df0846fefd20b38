import ContainerEngine
import ModelContextProtocol
import NIOCore
import NIOPosix
import Spec
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import GatewayRuntime

/// A client whose gateways end one after the other, at every point of their beginning.
@Suite(.timeLimit(.minutes(1))) struct JoinedClientTests {
    private static let handshake = #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}"#
    private static let opened = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#

    private static func call(_ id: Int) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{}}"#
    }

    @Test func gatewaysThatEndBeforeTheyAnswerAreNotToldOf() async throws {
        let script = Script { connection, line, number in
            switch connection {
            case 0: line.contains("tools/call") ? .close : .answer
            case 1: .closeAtOnce
            case 2, 3: number < connection - 2 ? .silence : .close
            default: .answer
            }
        }
        try await Self.lend(script) { editor in
            editor.say(Self.handshake)
            #expect(try await editor.hear() == #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
            editor.say(Self.opened, Self.call(2), Self.call(3))
            var heard: [String] = []
            while heard.filter({ $0.contains(#""id""#) }).count < 2 { heard.append(try #require(await editor.hear())) }
            editor.say(Self.call(4))
            while !heard.contains(#"{"jsonrpc":"2.0","id":4,"result":{}}"#) {
                heard.append(try #require(await editor.hear()))
            }
            let failures = heard.filter { $0.contains("ask again") }
            #expect(failures.count <= 2 && failures.contains { $0.contains(#""id":2,"#) }, "\(heard)")
            #expect(Set(failures).count == failures.count, "each is told once: \(heard)")
            #expect(script.connections == 5)
        }
    }

    @Test func aListThatWasUnderWayIsAnsweredByTheNextGateway() async throws {
        let script = Script { connection, line, _ in
            connection == 0 && line.contains("tools/list") ? .close : .answer
        }
        try await Self.lend(script) { editor in
            editor.say(Self.handshake, Self.opened, #"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#)
            var heard: [String] = []
            while !heard.contains(where: { $0.contains(#""id":2,"#) }) {
                heard.append(try #require(await editor.hear()))
            }
            #expect(heard.last == #"{"jsonrpc":"2.0","id":2,"result":{}}"#)
            #expect(!heard.contains { $0.contains("error") || $0.contains("again") }, "\(heard)")
        }
    }

    @Test func whatIsSaidMeanwhileWaitsForAGatewayThatAnswers() async throws {
        let script = Script { connection, line, number in
            switch connection {
            case 0: line.contains("tools/call") ? .close : .answer
            case 1...3: number == 0 ? .silence : .close
            default: .answer
            }
        }
        try await Self.lend(script) { editor in
            editor.say(Self.handshake)
            _ = try await editor.hear()
            editor.say(Self.opened, Self.call(2))
            var heard: [String] = []
            while !heard.contains(where: { $0.contains(#""id":2,"#) }) {
                heard.append(try #require(await editor.hear()))
            }
            for id in 3..<103 { editor.say(Self.call(id)) }
            while heard.count(where: { $0.contains(#""result""#) }) < 100 {
                heard.append(try #require(await editor.hear()))
            }
            #expect(heard.count { $0.contains("error") } == 1, "only the call that was under way failed")
            #expect(script.lines(of: 1...3).allSatisfy { !$0.contains("tools/call") })
        }
    }

    /// Whoever joins must know, for it would join such a one without end.
    @Test func aGatewayThatTakesClientsAndAnswersNothingIsNoneThatEnded() async throws {
        let script = Script { connection, line, _ in
            connection == 1 || line.contains("tools/call") ? .close : .answer
        }
        let endings = Mutex<[JoinedClient.Ending]>([])
        try await Self.lend(script, ended: { ending in endings.withLock { $0.append(ending) } }) { editor in
            editor.say(Self.handshake)
            _ = try await editor.hear()
            for id in 2...3 {
                editor.say(Self.call(id))
                while try #require(await editor.hear()).contains("ask again") == false {}
            }
        }
        let wanted: [JoinedClient.Ending] = [.gatewayEnded, .gatewayIsSilent, .gatewayEnded, .clientLeft]
        #expect(endings.withLock { $0 } == wanted)
    }

    /// Runs gateways by a script, and a client that joins them one after the other while `body` runs.
    private static func lend(
        _ script: Script,
        ended: @Sendable @escaping (JoinedClient.Ending) -> Void = { _ in },
        _ body: @Sendable @escaping (Editor) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let own = directory.appending("own")
            try PrivateDirectory.make(own)
            let place = GatewayPlace(
                in: own,
                owner: try #require(OwnerID("3f2a9c1e-0000-4000-8000-000000000001")),
                profile: try #require(ProfileName("dev")),
                engine: .unixSocket(path: "/run/docker.sock")
            )
            let server = try await script.listen(at: place.socket)
            let (input, output) = (try SystemPackage.FileDescriptor.pipe(), try SystemPackage.FileDescriptor.pipe())
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await JoinedClient.lend(input: input.readEnd, output: output.writeEnd) { client in
                        var ending = JoinedClient.Ending.nobodyListens
                        while ending != .clientLeft {
                            ending = try await client.converse(at: place)
                            ended(ending)
                        }
                    }
                    try output.writeEnd.close()
                    try input.readEnd.close()
                }
                let editor = try await Editor(writingTo: input.writeEnd, readingFrom: output.readEnd)
                try await body(editor)
                editor.leave()
                try await group.waitForAll()
            }
            try await server.close()
        }
    }
}
