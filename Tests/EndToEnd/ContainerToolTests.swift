import FoundationEssentials
import Subprocess
import Testing

extension OnTheEngine {
    /// Servers whose tools each are the run of a container.
    @Suite(.timeLimit(.minutes(8)))
    struct ContainerToolTests {
        private static let entry = #"""
            name: NAME
            type: poci
            tools:
              - name: print
                description: Prints its arguments.
                annotations: { readOnlyHint: true }
                container:
                  image: mcp-reconcile-e2e/python:1
                  command: ["-c", "import sys; print(sys.argv[1:], end='')", "{{x}}", "{{xs}}", "--n={{n|or:none}}"]
                parameters:
                  type: object
                  properties:
                    x: { type: string, description: A text, maxLength: 40 }
                    xs: { type: array, items: { type: string } }
                    n: { type: integer }
                  required: [x]
              - name: fail
                container:
                  image: mcp-reconcile-e2e/python:1
                  command: ["-c", "import sys; print('some'); print('it broke', file=sys.stderr); sys.exit(3)"]
              - name: slow
                container: { image: "mcp-reconcile-e2e/python:1", command: ["-c", "import time; time.sleep(600)"] }
              - name: flood
                container: { image: "mcp-reconcile-e2e/python:1", command: ["-c", "while True: print('x' * 9999)"] }
              - name: look
                container:
                  image: mcp-reconcile-e2e/python:1
                  user: "{{user}}"
                  command:
                    - -c
                    - |
                      import os
                      facts = dict(line.split(None, 1) for line in open('/proc/self/status') if ':' in line)
                      try: open('/new', 'w'); root = 'writable'
                      except OSError: root = 'read-only'
                      print(os.getuid(), facts['CapEff:'].strip(), facts['NoNewPrivs:'].strip(), root,
                            sorted(os.listdir('/sys/class/net')), os.getpid() == 1, end='')
                parameters: { type: object, properties: { user: { type: string } } }
              - name: read
                container:
                  image: mcp-reconcile-e2e/python:1
                  volumes: ["./data/{{name}}:/data"]
                  command: ["-c", "print(open('/data/file').read(), end='')"]
                parameters: { type: object, properties: { name: { type: string } }, required: [name] }
              - name: missing
                container: { image: "mcp-reconcile-e2e/nowhere:1" }
            """#

        /// The server's name, by which its containers are found among everybody's.
        private func name(in bench: Workbench) -> String { "box\(bench.owner.prefix(8))" }

        private func write(item: String = "", hasMissingImage: Bool = false, in bench: Workbench) throws {
            let entry = Self.entry.replacing("NAME", with: name(in: bench))
            let end = entry.firstRange(of: "  - name: missing")?.lowerBound ?? entry.endIndex
            try bench.write(hasMissingImage ? entry + "\n" : String(entry[..<end]), to: "servers/box.yaml")
            try bench.writeProfile("- name: \(name(in: bench))\n  ref: file://servers/box.yaml\n\(item)")
        }

        private func containers(of bench: Workbench) async throws -> [ContainerSummary] {
            try await Engine.containers(named: "mcp-reconcile-dev-\(name(in: bench))-")
        }

        /// Waits until no run is left: a container is removed after its call has ended.
        private func expectNoneLeft(in bench: Workbench) async throws {
            while try await !containers(of: bench).isEmpty {}
        }

        @Test func toolsArePlannedListedAndRun() async throws {
            try await Workbench.lend { bench in
                try write(item: "  tools: { deny: [flood], rename: { fail: break_it } }", in: bench)
                let plan = try await bench.program("plan")
                #expect(plan.output.contains("print   runs mcp-reconcile-e2e/python:1 (sha256:"), "\(plan)")
                #expect(plan.output.contains("fail → break_it   runs"), "\(plan)")
                #expect(try await bench.apply().status == 0)
                #expect(try await bench.containers().isEmpty)
                try await bench.withGateway { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    let tools = try await client.play("surface", "print").first?.tools
                    #expect(tools?.sorted() == ["break_it", "look", "print", "read", "slow"])
                    let good = try await client.play(
                        "call",
                        "print",
                        #"{"x":"a b; $(id)","xs":["c","d"],"n":-1}"#,
                        "print",
                        #"{"x":""}"#
                    )
                    #expect(good.map(\.text) == ["['a b; $(id)', 'c', 'd', '--n=-1']", "['', '--n=none']"])
                    #expect(good.allSatisfy { $0.isError == false })
                    let bad = try await client.play(
                        "call",
                        "print",
                        #"{"x":7}"#,
                        "print",
                        #"{"x":"a","y":1}"#,
                        "print",
                        #"{"x":"--version"}"#
                    )
                    #expect(bad.allSatisfy { $0.isError == true })
                    #expect(bad[0].text?.contains("/x") == true && bad[2].text?.contains("option") == true, "\(bad)")
                    let broken = try await client.play("call", "break_it", "{}").first
                    #expect(broken?.isError == true)
                    #expect(broken?.text == "some\nThe tool ended with exit code 3:\nit broke\n")
                }
                try await expectNoneLeft(in: bench)
            }
        }

        @Test func containerToolsAreLockedWithoutARun() async throws {
            try await Workbench.lend { bench in
                try write(in: bench)
                let locked = try await bench.program("lock")
                #expect(locked.status == 0, "\(locked)")
                let text = try String(contentsOfFile: bench.path("mcp-reconcile.lock"), encoding: .utf8)
                #expect(text.contains("- image: mcp-reconcile-e2e/python:1") && text.contains("- name: \"print\""))
                #expect(try await bench.program("plan", "--locked").status == 0)
                let entry = try String(contentsOfFile: bench.path("servers/box.yaml"), encoding: .utf8)
                try bench.write(
                    entry.replacing("Prints its arguments.", with: "Prints, and sends."),
                    to: "servers/box.yaml"
                )
                let check = try await bench.program("lock", "--check")
                #expect(check.status == 9 && check.output.contains("~ tool print"), "\(check)")
                try await bench.withGateway { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    let tools = try await client.play("surface", "slow").first?.tools
                    #expect(tools?.contains("print") == false)
                }
                try await expectNoneLeft(in: bench)
            }
        }

        @Test func aRunIsConfinedAsServersAre() async throws {
            try await Workbench.lend { bench in
                try bench.write("mine", to: "data/in/file")
                try write(in: bench)
                try await bench.withGateway { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    let seen = try await client.play("call", "look", "{}", "look", #"{"user":"1234"}"#)
                    #expect(
                        seen.map(\.text) == ["0", "1234"].map { "\($0) 0000000000000000 1 read-only ['lo'] False" }
                    )
                    let read = try await client.play(
                        "call",
                        "read",
                        #"{"name":"in"}"#,
                        "read",
                        #"{"name":"../data/in"}"#,
                        "read",
                        #"{"name":"in:/etc:rw"}"#,
                        "read",
                        #"{"name":"other"}"#
                    )
                    #expect(read[0].text == "mine")
                    #expect(read.dropFirst().allSatisfy { $0.isError == true }, "\(read)")
                }
                try await expectNoneLeft(in: bench)
            }
        }

        @Test func whatTakesTooLongOrWritesTooMuchIsEnded() async throws {
            try await Workbench.lend { bench in
                try write(item: "  timeouts: { call: 3s }", in: bench)
                try await bench.withGateway { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    let ended = try await client.play("call", "slow", "{}", "flood", "{}")
                    #expect(ended[0].isError == true && ended[0].text?.contains("within 3 s") == true, "\(ended)")
                    #expect(ended[1].isError == true && ended[1].text?.contains("1048576 bytes") == true, "\(ended)")
                    try await expectNoneLeft(in: bench)
                }
            }
        }

        @Test func aCallThatIsTakenBackEndsItsContainer() async throws {
            try await Workbench.lend { bench in
                try write(in: bench)
                try await bench.withGateway { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    try await client.play("withdraw", "slow", "{}", "2") { next in
                        let first = try await next()
                        #expect(first.report == "holding")
                        #expect(try await containers(of: bench).count == 1)
                        #expect(try await next().report == "withdrawn")
                    }
                    try await expectNoneLeft(in: bench)
                }
            }
        }

        @Test func noRunOutlivesItsGatewayAndTheNextOne() async throws {
            try await Workbench.lend { bench in
                try write(in: bench)
                try await bench.withGateway { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    try await client.play("withdraw", "slow", "{}", "2") { next in
                        #expect(try await next().report == "holding")
                        try gateway.companion.send(.kill)
                    }
                }
                // Whichever gateway of this host starts next removes it.
                try await bench.withGateway { gateway in
                    _ = try await PythonClient(of: gateway, for: bench).play("surface", "print")
                    try await expectNoneLeft(in: bench)
                }
            }
        }

        @Test func manyCallsAtOnceAreAllAnswered() async throws {
            try await Workbench.lend { bench in
                try write(in: bench)
                try bench.write(
                    """
                    name: \(name(in: bench))
                    type: poci
                    tools:
                      - name: say
                        container:
                          image: mcp-reconcile-e2e/python:1
                          command: ["-c", "import sys; print(sys.argv[1], end='')", "{{message}}"]
                        parameters: { type: object, properties: { message: { type: string } } }

                    """,
                    to: "servers/box.yaml"
                )
                try await bench.withGateway { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    let answers = try await client.play("many", "20", "say", "{}")
                    #expect(answers.first?.count == 20)
                }
                try await expectNoneLeft(in: bench)
            }
        }

        @Test func anImageThatIsNowhereIsNamed() async throws {
            try await Workbench.lend { bench in
                try write(hasMissingImage: true, in: bench)
                let plan = try await bench.program("plan")
                #expect(plan.output.contains("mcp-reconcile-e2e/nowhere:1 (known after pull)"), "\(plan)")
                let applied = try await bench.apply()
                #expect(applied.status == 1 && applied.error.contains("mcp-reconcile-e2e/nowhere:1"), "\(applied)")
                let call = try await bench.program("tools", "call", "missing")
                #expect(call.status == 1 && call.output.contains("is not on the engine"), "\(call)")
                let other = try await bench.program("tools", "call", "print", "x=here")
                #expect(other.status == 0 && other.output.contains("here"), "\(other)")
            }
        }
    }
}
