import Testing

extension OnTheEngine {
    /// What every server is denied unless its manifest asks for it, as the engine shows it.
    @Suite(.timeLimit(.minutes(2)))
    struct IsolationTests {
        @Test func aServerIsConfinedByDefault() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile("- { name: one, ref: \"docker://mcp-reconcile-example/echo:1\" }")
                #expect(try await bench.apply().status == 0)
                let host = try await Engine.inspect(try await bench.container(of: "one").id).host
                #expect(host.droppedCapabilities == ["ALL"])
                #expect((host.addedCapabilities ?? []).isEmpty)
                #expect(host.securityOptions?.contains { $0.hasPrefix("no-new-privileges") } ?? false)
                #expect(host.securityOptions?.contains { $0.contains("unconfined") } == false)
                #expect(host.isReadOnly)
                #expect(!host.isPrivileged)
                #expect(host.networkMode == "none")
                #expect(host.pidMode == "")
                #expect(host.runsInit == true)
                #expect(host.nanoCPUs == 1_000_000_000)
                #expect(host.memory == 2 << 30)
                #expect(host.memorySwap == host.memory)
                #expect(host.pidsLimit == 256)
                #expect(host.temporaryFilesystems?.keys.sorted() == ["/tmp"])
                #expect((host.binds ?? []).isEmpty)
            }
        }

        @Test(arguments: ["/var/run/docker.sock", "/run/docker.sock", "/var/run"])
        func theEngineSocketIsNeverMounted(path: String) async throws {
            try await Workbench.lend { bench in
                let item = "mounts: [ { source: \(path), target: /engine } ]"
                try bench.writeProfile(try bench.echoServer("one", item: item))
                let result = try await bench.program("validate")
                #expect(result.status == 3, "\(result)")
            }
        }
    }
}
