import ContainerEngine
import FoundationEssentials
import TestSupport
import Testing

/// Documents as Docker 20.10 writes them, nulls included.
@Suite struct DecodingTests {
    @Test func portsThatAreOnlyExposedAreNotPublished() throws {
        let ports = #""Ports":{"9/udp":null,"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"}],"7/tcp":[]}"#
        let document = Self.inspection.replacing(#""Ports":{}"#, with: ports)
        let inspection = try JSONDecoder().decode(ContainerInspection.self, from: Data(document.utf8))
        #expect(inspection.publishedPorts == ["80/tcp"])
    }

    @Test func portsOfAContainerThatDoesNotRunAreThoseToBePublished() throws {
        let order = #""PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"0"}],"7/tcp":[]}"#
        let document = Self.inspection.replacing(#""PortBindings":null"#, with: order)
        let inspection = try JSONDecoder().decode(ContainerInspection.self, from: Data(document.utf8))
        #expect(inspection.publishedPorts == ["80/tcp"])
    }

    @Test func anInspectionOfARealEngineIsRead() throws {
        let inspection = try JSONDecoder().decode(ContainerInspection.self, from: Data(Self.inspection.utf8))
        #expect(inspection.name == "mcpr-a")
        #expect(
            inspection.imageID == ImageName("sha256:d2f27ade061585e39886b998c6b263003dacc3f605389c9c646e8bca2b91c2e6")
        )
        #expect(inspection.state.status == .exited)
        #expect(inspection.state.exitCode == 143)
        #expect(!inspection.state.isOutOfMemory)
        #expect(inspection.state.finishedAt == "2026-11-24T03:31:08.619451375Z")
        #expect(
            inspection.mounts == [
                try JSONDecoder().decode(
                    MountPoint.self,
                    from: Data(#"{"Type":"bind","Source":"/srv/m","Destination":"/m","RW":false}"#.utf8)
                )
            ]
        )
        #expect(inspection.configuration == Self.expected)
    }

    @Test func nullsStandForNothing() throws {
        let document = #"""
            {"Id":"1","Name":"/a","State":{"Status":"created","Error":null},"Image":"sha256:0","Mounts":null,
            "Config":{"Image":"a","Env":null,"Cmd":null,"Entrypoint":null,"Labels":null},
            "HostConfig":{"CapAdd":null,"CapDrop":null,"SecurityOpt":null,"Init":null,"PidsLimit":null,
            "ExtraHosts":null,"Tmpfs":null,"Mounts":null,"LogConfig":null,"RestartPolicy":null}}
            """#
        let inspection = try JSONDecoder().decode(ContainerInspection.self, from: Data(document.utf8))
        #expect(inspection.configuration.environment == [])
        #expect(inspection.configuration.command == nil)
        #expect(inspection.configuration.labels == [:])
        #expect(inspection.configuration.host.runsInit == nil)
        #expect(inspection.configuration.host.pidsLimit == nil)
        #expect(inspection.mounts == [])
    }

    @Test(
        arguments: [
            ("created", ContainerState.Status.created), ("configured", .created), ("running", .running),
            ("stopped", .exited), ("dead", .dead), ("removing", .removing),
        ]
    )
    func bothEnginesWordsForAStatusAreRead(word: String, status: ContainerState.Status) throws {
        let state = try JSONDecoder().decode(ContainerState.self, from: Data(#"{"Status":"\#(word)"}"#.utf8))
        #expect(state.status == status)
    }

    @Test func aStatusThatNobodyKnowsIsAnError() {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ContainerState.self, from: Data(#"{"Status":"asleep"}"#.utf8))
        }
    }

    private static let expected = ContainerConfiguration(
        image: ImageName("server:1"),
        command: ["/bin/cat"],
        environment: ["B=2", "A=image"],
        labels: ["from": "image", "x": "y"],
        host: HostConfiguration(
            droppedCapabilities: ["ALL"],
            hasReadOnlyRoot: true,
            securityOptions: ["no-new-privileges"],
            runsInit: true,
            temporaryFilesystems: ["/tmp": "rw,noexec,nosuid,nodev,size=64m"],
            memory: 67_108_864,
            memoryAndSwap: 67_108_864,
            nanoCPUs: 500_000_000,
            pidsLimit: 32,
            networkMode: "none",
            extraHosts: ["a:10.0.0.1"],
            mounts: [ContainerMount(kind: .bind, source: "/srv/m", target: "/m", isReadOnly: true)],
            logDriver: LogDriver.none,
            restartPolicy: .never
        )
    )

    private static let inspection = #"""
        {"Id":"5733b7a40ca4f7198e879729acdb7bea0b8dede6a71071ea5731f96a92659e5f",
        "Created":"2026-11-24T03:31:06.193087068Z","Path":"/bin/cat","Args":[],
        "State":{"Status":"exited","Running":false,"Paused":false,"Restarting":false,"OOMKilled":false,"Dead":false,
        "Pid":0,"ExitCode":143,"Error":"","StartedAt":"2026-11-24T03:31:07.001269133Z",
        "FinishedAt":"2026-11-24T03:31:08.619451375Z"},
        "Image":"sha256:d2f27ade061585e39886b998c6b263003dacc3f605389c9c646e8bca2b91c2e6",
        "Name":"/mcpr-a","RestartCount":0,"Driver":"overlay2","Platform":"linux","ExecIDs":null,
        "HostConfig":{"Binds":null,"ContainerIDFile":"","LogConfig":{"Type":"none","Config":{}},"NetworkMode":"none",
        "PortBindings":null,"RestartPolicy":{"Name":"no","MaximumRetryCount":0},"AutoRemove":false,"CapAdd":[],
        "CapDrop":["ALL"],"CgroupnsMode":"host","Dns":null,"ExtraHosts":["a:10.0.0.1"],"GroupAdd":null,
        "IpcMode":"private","Links":null,"PidMode":"","Privileged":false,"ReadonlyRootfs":true,
        "SecurityOpt":["no-new-privileges"],"Tmpfs":{"/tmp":"rw,noexec,nosuid,nodev,size=64m"},"ShmSize":67108864,
        "Memory":67108864,"NanoCpus":500000000,"MemorySwap":67108864,"MemorySwappiness":null,"PidsLimit":32,
        "Mounts":[{"Type":"bind","Source":"/srv/m","Target":"/m","ReadOnly":true}],"Init":true},
        "Mounts":[{"Type":"bind","Source":"/srv/m","Destination":"/m","Mode":"","RW":false,"Propagation":"rprivate"}],
        "Config":{"Hostname":"5733b7a40ca4","Domainname":"","User":"","AttachStdin":true,"AttachStdout":true,
        "AttachStderr":true,"Tty":false,"OpenStdin":true,"StdinOnce":false,"Env":["B=2","A=image"],
        "Cmd":["/bin/cat"],"Image":"server:1","Volumes":null,"WorkingDir":"","Entrypoint":null,"OnBuild":null,
        "Labels":{"from":"image","x":"y"}},"NetworkSettings":{"Ports":{}}}
        """#
}
