import FoundationEssentials
import SystemPackage
import Testing

extension OnTheEngine {
    /// Every way in which a server can be bad, one after the other, beside a good one under constant load.
    @Suite(.timeLimit(.minutes(10)))
    struct FaultMatrixTests {
        /// What a server does wrong, and how its two calls end.
        static let faults = [
            "exits at once": Ending.unserved, "exits mid-call": .failed("exit code 3"), "exits once": .answered,
            "hangs at initialize": .unserved, "hangs at list": .unserved, "hangs at call": .failed("within 5 s"),
            "prints banners": .answered, "half lines": .answered, "floods stdout": .answered,
            "floods one line": .unserved, "floods stderr": .answered, "64 MB": .failed("more than 32 MiB"),
            "many tools": .answered, "invalid schemas": .answered, "duplicate names": .answered,
            "endless pages": .answered, "repeated cursor": .answered, "answers twice": .answered,
            "unknown ids": .answered, "notifications": .answered, "questions": .answered,
            "silent without handshake": .answered, "exits without handshake": .answered,
        ]

        enum Ending: Sendable {
            case answered
            /// Its tools are not there.
            case unserved
            case failed(String)
        }

        private struct Facts: Decodable {
            struct Answer: Decodable {
                let isGood: Bool
                let text: String

                init(from decoder: any Decoder) throws {
                    var values = try decoder.unkeyedContainer()
                    isGood = try values.decode(Bool.self)
                    text = try values.decode(String.self)
                }
            }

            let fault: String
            let answers: [Answer]
            let gone, fits: Bool
            let failures: [String]
            let calls, descriptors: Int
        }

        @Test func noFaultHarmsAnotherServerOrTheGateway() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("good"))
                let arguments = [Installation.pythonScript("fault_matrix.py"), Installation.program.string]
                let result = try await Command(
                    executable: Installation.python,
                    arguments: arguments + Self.faults.keys.sorted(),
                    workingDirectory: bench.directory
                ).run()
                let lines = result.output.split(separator: "\n").map { Data($0.utf8) }
                try #require(lines.count == Self.faults.count + 1, "\(result)")
                for line in lines.dropLast() { check(try JSONDecoder().decode(Facts.self, from: line)) }
                #expect(String(decoding: lines[lines.count - 1], as: UTF8.self) == #"{"status": 0}"#)
            }
        }

        private func check(_ facts: Facts) {
            #expect(facts.failures.isEmpty && facts.calls > 0, "the good server under '\(facts.fault)'")
            #expect(facts.gone, "the server that \(facts.fault) is gone")
            #expect(facts.fits, "memory after '\(facts.fault)': \(facts)")
            #expect(facts.descriptors <= 3, "descriptors after '\(facts.fault)': \(facts)")
            for (number, answer) in facts.answers.enumerated() {
                switch Self.faults[facts.fault] {
                case .answered: #expect(answer.isGood && answer.text == "m\(number)", "\(facts)")
                case .unserved: #expect(answer.text == "unknown tool 'work'", "\(facts)")
                case .failed(let reason): #expect(!answer.isGood && answer.text.contains(reason), "\(facts)")
                case nil: Issue.record("\(facts.fault) is no fault")
                }
            }
        }
    }

    /// Many calls over many servers that die at random.
    @Suite(.timeLimit(.minutes(10)))
    struct SoakTests {
        private struct Facts: Decodable {
            struct State: Decodable {
                let memory, descriptors, children: Int
            }

            let calls, good, crossed, killed: Int
            let status: Int
            let failures: [String]
            let before, after: State
        }

        /// `make soak` makes 100,000 calls over 20 servers.
        @Test func noAnswerIsLostOrCrossed() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("unused"))
                let result = try await Command(
                    executable: Installation.python,
                    arguments: [Installation.pythonScript("soak.py"), Installation.program.string, "10000", "6"],
                    workingDirectory: bench.directory
                ).run()
                let facts = try JSONDecoder().decode(Facts.self, from: Data(result.output.utf8))
                #expect(facts.calls == 10_000 && facts.crossed == 0 && facts.failures.isEmpty, "\(result)")
                #expect(facts.good > 9000 && facts.killed > 0, "\(result)")
                #expect(facts.after.descriptors <= facts.before.descriptors + 4, "\(result)")
                #expect(facts.after.children <= facts.before.children, "\(result)")
                #expect(facts.after.memory <= facts.before.memory * 2 + (8 << 20), "\(result)")
                #expect(facts.status == 0)
            }
        }
    }
}
