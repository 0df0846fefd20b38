import Foundation
import Testing

@testable import Spec

@Suite struct ContainerToolTests {
    /// A profile whose server `box` has one tool with this container, and parameters of these names.
    private static func files(_ container: String, parameters: String, item: String = "") -> [String: String] {
        [
            "servers/box.yaml": """
            name: box
            type: poci
            tools:
              - name: run
                description: Runs.
                annotations: { readOnlyHint: true, title: Run it }
                container:
            \(container.split(separator: "\n").map { "      " + $0 }.joined(separator: "\n"))
                parameters:
                  type: object
                  properties: { \(parameters) }
                  required: []
            """,
            "profiles/dev.yaml": profile("  - name: box\n    ref: file://servers/box.yaml\n\(item)"),
        ]
    }

    private static func run(
        _ container: String,
        parameters: String = "x: { type: string }, xs: { type: array, items: { type: string } }, n: { type: number }",
        item: String = "",
        _ arguments: String,
        in prepare: (ManifestDirectory) throws -> Void = { _ in }
    ) throws -> ToolRun {
        try ManifestDirectory.lend(files(container, parameters: parameters, item: item)) { directory in
            try prepare(directory)
            let desired = try directory.loader.read().result.get()
            let tool = try #require(desired.profiles.first?.toolServers.first?.tools.first)
            return try tool.run(arguments: Array(arguments.utf8))
        }
    }

    @Test(
        arguments: [
            (#"["-c", "{{x}}"]"#, #"{"x":"a b; rm -rf / $HOME"}"#, ["-c", "a b; rm -rf / $HOME"]),
            (#"["a", "{{x}}", "b"]"#, #"{"x":""}"#, ["a", "", "b"]),
            (#"["a", "{{x}}", "b"]"#, "{}", ["a", "b"]),
            (#"["--name={{x}}"]"#, #"{"x":"-v"}"#, ["--name=-v"]),
            (#"["--", "{{x}}"]"#, #"{"x":"-v"}"#, ["--", "-v"]),
            (#"["{{xs}}"]"#, #"{"xs":["a","b c"]}"#, ["a", "b c"]),
            (#"["{{xs|into}}"]"#, #"{"xs":["-v","--all"]}"#, ["-v", "--all"]),
            (#"["{{n}}"]"#, #"{"n":-5}"#, ["-5"]),
            (#"["{{n}}"]"#, #"{"n":2.5}"#, ["2.5"]),
            (#"["{{x|or:none}}"]"#, "{}", ["none"]),
            (
                #"["sh", "-c", "echo \"$1\"", "sh", "{{x}}"]"#, #"{"x":"`id`"}"#,
                ["sh", "-c", "echo \"$1\"", "sh", "`id`"]
            ),
            (#"["{ \"a\": {{n}} }"]"#, #"{"n":1}"#, ["{ \"a\": 1 }"]),
        ] as [(String, String, [String])]
    )
    func anArgumentStaysOneArgument(command: String, arguments: String, expected: [String]) throws {
        #expect(try Self.run("image: a\ncommand: \(command)", arguments).command == expected)
    }

    @Test(
        arguments: [
            (#"["{{x}}"]"#, #"{"x":"-rf"}"#), (#"["{{x}}"]"#, #"{"x":"--help"}"#),
            (#"["{{xs}}"]"#, #"{"xs":["a","-v"]}"#),
            (#"["-o", "{{x}}"]"#, #"{"x":"-v"}"#), (#"["{{x}}.txt"]"#, #"{"x":"-v"}"#),
            (#"["{{x}}"]"#, #"{"x":"a\u0000b"}"#),
            (#"["a {{xs}}"]"#, #"{"xs":["a"]}"#), (#"["{{x}}"]"#, "[]"), (#"["{{x}}"]"#, "no JSON"),
        ]
    )
    func argumentsThatCouldBecomeMoreAreRefused(command: String, arguments: String) throws {
        #expect(throws: ToolArgumentProblem.self) {
            try Self.run("image: a\ncommand: \(command)", arguments)
        }
    }

    @Test func defaultsStandForWhatIsNotGiven() throws {
        let parameters = "x: { type: string, default: quiet }"
        let container = #"{ image: a, command: ["{{x}}"], user: "{{x}}" }"#
        let run = try Self.run("  " + container, parameters: parameters, "{}")
        #expect(run.command == ["quiet"] && run.user == "quiet")
        #expect(throws: ToolArgumentProblem.self) {
            try Self.run("  " + container, parameters: parameters, #"{"x":"a b"}"#)
        }
    }

    @Test func volumesStayWhereTheEntryPutsThem() throws {
        let container = #"{ image: a, volumes: ["./data/{{x}}:/work:rw", "cache:/cache"] }"#
        let prepare: (ManifestDirectory) throws -> Void = { directory in
            try directory.write("", to: "data/in/file")
            try directory.write("", to: "outside/file")
            try directory.link("data/away", to: "../outside")
            try directory.link("data/near", to: "in")
        }
        let run = try Self.run(container, #"{"x":"in"}"#, in: prepare)
        #expect(run.mounts.map(\.target) == ["/cache", "/work"] && run.mounts.map(\.isReadOnly) == [false, false])
        guard case .bind(let path) = run.mounts[1].source else { throw ToolArgumentProblem("no path") }
        #expect(path.hasSuffix("/data/in"))
        #expect(throws: Never.self) { try Self.run(container, #"{"x":"near"}"#, in: prepare) }
        for argument in ["../outside", "in/../../outside", "away", "away/file", "in:/etc", "in:/etc:rw", "a\\u0000"] {
            #expect(throws: ToolArgumentProblem.self, "\(argument)") {
                try Self.run(container, #"{"x":"\#(argument)"}"#, in: prepare)
            }
        }
    }

    @Test func pathsOfArgumentsLieInWhatTheProfileNames() throws {
        let container = #"{ image: a, volumes: ["{{x|volume}}"] }"#
        let item = "    hostPaths: [/srv/projects]"
        let run = try Self.run(container, item: item, #"{"x":"/srv/projects/one"}"#)
        #expect(
            run.mounts == [Mount(source: .bind("/srv/projects/one"), target: "/srv/projects/one", isReadOnly: true)]
        )
        #expect(try Self.run(container, item: item, "{}").mounts.isEmpty)
        for path in ["/etc", "/srv/projects2", "cache", "/var/run/docker.sock", "./x", "/srv/projects/../x", "~"] {
            #expect(throws: ToolArgumentProblem.self, "\(path)") {
                try Self.run(container, item: item, #"{"x":"\#(path)"}"#)
            }
        }
    }

    @Test(
        arguments: [
            (.unboundedMount, #"{ image: a, volumes: ["{{x}}:/work"] }"#, ""),
            (.unboundedMount, #"{ image: a, volumes: ["/{{x}}:/work"] }"#, ""),
            (.unboundedMount, #"{ image: a, volumes: ["cache-{{x}}:/work"] }"#, "    hostPaths: [/srv]"),
            (.forbiddenMount, #"{ image: a, volumes: ["/var/{{x}}:/work"] }"#, ""),
            (.forbiddenMount, #"{ image: a, volumes: ["/run/docker.sock:/work"] }"#, ""),
            (.forbiddenMount, "{ image: a }", "    hostPaths: [/]"),
            (.badValue, "{ image: a }", "    hostPaths: [cache]"),
            (.shellText, #"{ image: a, command: [sh, -c, "grep {{x}} /data"] }"#, ""),
            (.shellText, #"{ image: a, command: [/bin/bash, -euc, "grep {{x}}"] }"#, ""),
            (.shellText, #"{ image: a, command: [-c, "grep {{x}}"] }"#, ""),
            (.unknownKey, "{ image: a, comand: [] }", ""),
            (.inapplicableKey, "{ image: a }", "    env: { A: b }"),
            (.inapplicableKey, "{ image: a }", "    isolation: call"),
            (.inapplicableKey, "{ image: a }", "    config: { box: { a: b } }"),
            (.inapplicableKey, "{ image: a }", "    mounts: [ { source: /srv, target: /srv } ]"),
        ] as [(DiagnosticCode, String, String)]
    )
    func mistakesAreFoundBeforeAnyCall(code: DiagnosticCode, container: String, item: String) throws {
        let files = Self.files(container, parameters: "x: { type: string }", item: item)
        let diagnostics = try ManifestDirectory.lend(files) { try $0.diagnostics() }
        #expect(diagnostics.map(\.code) == [code], "\(diagnostics)")
    }

    @Test func theSchemaIsTheDeclaredOneAndClosed() throws {
        let files = Self.files("{ image: a }", parameters: "x: { type: string, enum: [a, b] }")
        let desired = try ManifestDirectory.lend(files) { try $0.loader.read().result.get() }
        let tool = try #require(desired.profiles.first?.toolServers.first?.tools.first)
        let schema = #"{"additionalProperties":false,"properties":{"x":{"enum":["a","b"],"type":"string"}},"#
        #expect(tool.inputSchema == schema + #""required":[],"type":"object"}"#)
        #expect(tool.annotations == #"{"readOnlyHint":true,"title":"Run it"}"#)
    }
}
