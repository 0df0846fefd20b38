import SystemPackage
import Testing

extension OnTheEngine {
    /// Every attribute of a server reaches the engine, and reads back as it was asked for.
    @Suite(.timeLimit(.minutes(5)))
    struct EveryFieldTests {
        /// One attribute: how it is written, and how the engine shows it.
        struct Attribute: Sendable, CustomTestStringConvertible {
            let testDescription: String
            var entry = ""
            var item = ""
            let isShown: @Sendable (ContainerInspection) -> Bool
        }

        static let attributes = [
            Attribute(testDescription: "command", entry: #"command: ["--page-size", "1"]"#) {
                $0.configuration.command == ["--page-size", "1"]
            },
            Attribute(testDescription: "env", entry: #"env: [ { name: COLOUR, value: "sea green" } ]"#) {
                $0.configuration.environment?.contains("COLOUR=sea green") ?? false
            },
            Attribute(testDescription: "user", entry: #"user: "1234:1234""#) { $0.configuration.user == "1234:1234" },
            Attribute(testDescription: "command of the profile", item: #"command: ["--page-size", "2"]"#) {
                $0.configuration.command == ["--page-size", "2"]
            },
            Attribute(testDescription: "env of the profile", item: "env: { COLOUR: sea green }") {
                $0.configuration.environment?.contains("COLOUR=sea green") ?? false
            },
            Attribute(testDescription: "user of the profile", item: #"user: "1234""#) {
                $0.configuration.user == "1234"
            },
            Attribute(testDescription: "bind mount", item: "mounts: [ { source: ./data, target: /data } ]") {
                $0.mounts.contains { $0.destination == "/data" && $0.source.hasSuffix("/data") && !$0.isWritable }
            },
            Attribute(
                testDescription: "writable bind mount",
                item: "mounts: [ { source: ./data, target: /data, readOnly: false } ]"
            ) {
                $0.mounts.contains { $0.destination == "/data" && $0.isWritable }
            },
            Attribute(testDescription: "named volume", entry: #"volumes: ["mcpr-e2e-volume:/data:ro"]"#) {
                $0.mounts.contains { $0.name == "mcpr-e2e-volume" && $0.destination == "/data" && !$0.isWritable }
            },
            Attribute(testDescription: "network bridge", item: "network: bridge") {
                ["bridge", "default"].contains($0.host.networkMode)
            },
            Attribute(testDescription: "network none", item: "network: none") { $0.host.networkMode == "none" },
            Attribute(
                testDescription: "extra hosts",
                entry: #"extraHosts: ["db.test:10.1.2.3"]"#,
                item: "network: bridge"
            ) {
                $0.host.extraHosts == ["db.test:10.1.2.3"]
            },
            Attribute(testDescription: "cpus", item: "resources: { cpus: 0.5 }") { $0.host.nanoCPUs == 500_000_000 },
            Attribute(testDescription: "memory", item: "resources: { memory: 64Mi }") { $0.host.memory == 64 << 20 },
            Attribute(testDescription: "pids", item: "resources: { pids: 32 }") { $0.host.pidsLimit == 32 },
            Attribute(testDescription: "timeouts", item: "timeouts: { start: 20s, call: 5s, idle: 1m }") {
                $0.state.isRunning
            },
            Attribute(testDescription: "tools", item: "tools: { allow: [\"e*\"], rename: { echo: parrot } }") {
                $0.state.isRunning
            },
            Attribute(testDescription: "protect", item: "protect: true") {
                $0.configuration.labels["io.mcp-reconcile.protect"] == "true"
            },
            Attribute(testDescription: "onRemove", item: "onRemove: orphan") {
                $0.configuration.labels["io.mcp-reconcile.on-remove"] == "orphan"
            },
            Attribute(testDescription: "prefix", entry: "prefix: my") { $0.state.isRunning },
        ]

        @Test(arguments: attributes)
        func planIsEmptyAfterApply(attribute: Attribute) async throws {
            try await Workbench.lend { bench in
                try bench.write("", to: "data/file")
                try bench.writeProfile(try bench.echoServer("one"))
                #expect(try await bench.apply().status == 0)

                // As a change of a server that runs: the plan must see it, and see nothing once it was applied.
                try bench.writeProfile(try bench.entryServer(attribute))
                let applied = try await bench.apply()
                #expect(applied.status == 0, "\(applied)")
                let inspection = try await Engine.inspect(try await bench.container(of: "one").id)
                #expect(inspection.state.isRunning)
                #expect(attribute.isShown(inspection), "\(inspection)")
                let plan = try await bench.plan()
                #expect(plan.status == 0, "\(plan)")
            }
        }
    }
}

extension Workbench {
    fileprivate func entryServer(_ attribute: OnTheEngine.EveryFieldTests.Attribute) throws -> String {
        try write(
            "name: one\ntype: server\nimage: mcp-reconcile-example/echo:1\n\(attribute.entry)\n",
            to: "servers/one.yaml"
        )
        return "- name: one\n  ref: file://servers/one.yaml\n" + (attribute.item.isEmpty ? "" : "  \(attribute.item)")
    }
}
