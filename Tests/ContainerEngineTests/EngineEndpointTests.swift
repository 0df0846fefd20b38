import ContainerEngine
import FoundationEssentials
import SystemPackage
import TestSupport
import Testing

@Suite struct EngineEndpointTests {
    private static let socket = EngineEndpoint.unixSocket(path: "/var/run/docker.sock")

    @Test(
        arguments: [
            ([:], socket),
            (["DOCKER_HOST": ""], socket),
            (["DOCKER_CONTEXT": "default"], socket),
            (["DOCKER_HOST": "unix:///run/podman/podman.sock"], .unixSocket(path: "/run/podman/podman.sock")),
            (["DOCKER_HOST": "tcp://build:2375"], .tcp(host: "build", port: 2375, tls: nil)),
            (["DOCKER_HOST": "tcp://10.0.0.7"], .tcp(host: "10.0.0.7", port: 2375, tls: nil)),
            (["DOCKER_HOST": "tcp://[::1]:99"], .tcp(host: "::1", port: 99, tls: nil)),
            (["DOCKER_HOST": "http://build:80/"], .tcp(host: "build", port: 80, tls: nil)),
            (
                ["DOCKER_HOST": "tcp://build", "DOCKER_TLS_VERIFY": "1"],
                .tcp(host: "build", port: 2376, tls: TLSIdentity(directory: "/home/u/.docker", verifiesEngine: true))
            ),
            (
                ["DOCKER_HOST": "https://build:1", "DOCKER_TLS": "1", "DOCKER_CERT_PATH": "/certs"],
                .tcp(host: "build", port: 1, tls: TLSIdentity(directory: "/certs", verifiesEngine: false))
            ),
            (["DOCKER_HOST": "unix:///a.sock", "DOCKER_CONTEXT": "missing"], .unixSocket(path: "/a.sock")),
        ] as [([String: String], EngineEndpoint)]
    )
    func theEnvironmentNamesTheEngine(environment: [String: String], expected: EngineEndpoint) throws {
        #expect(try EngineEndpoint.discover(environment: environment, homeDirectory: "/home/u") == expected)
    }

    @Test(
        arguments: [
            (["DOCKER_HOST": "/var/run/docker.sock"], "has no scheme"),
            (["DOCKER_HOST": "unix://docker.sock"], "no absolute path"),
            (["DOCKER_HOST": "ssh://user@host"], "ssh:// is not supported"),
            (["DOCKER_HOST": "npipe:////./pipe/docker"], "scheme npipe is not supported"),
            (["DOCKER_HOST": "tcp://"], "no host:port"),
            (["DOCKER_HOST": "tcp://host:x"], "no host:port"),
            (["DOCKER_HOST": "tcp://host:70000"], "between 1 and 65535"),
            (["DOCKER_HOST": "tcp://host:0"], "between 1 and 65535"),
            (["DOCKER_HOST": "https://host"], "DOCKER_TLS_VERIFY"),
            (["DOCKER_CONTEXT": "nowhere"], "no such context"),
        ]
    )
    func aSettingThatCannotBeUsedIsNamed(environment: [String: String], part: String) throws {
        let error = try #require(throws: EngineError.self) {
            try EngineEndpoint.discover(environment: environment, homeDirectory: "/nonexistent")
        }
        #expect(error.code == .invalidEndpoint)
        #expect(error.description.contains(part), "\(error)")
        #expect(error.description.contains(environment.keys.contains("DOCKER_HOST") ? "DOCKER_HOST" : "nowhere"))
    }

    @Test func theCurrentContextNamesTheEngine() async throws {
        try await withDockerDirectory { docker in
            try write(#"{"currentContext": "remote", "auths": {}}"#, to: docker.appending("config.json"))
            try context("id1", #"{"Name": "other", "Endpoints": {"docker": {"Host": "unix:///o"}}}"#, docker)
            try context("id2", #"{"Name": "remote", "Endpoints": {"docker": {"Host": "tcp://r:7"}}}"#, docker)
            let home = docker.removingLastComponent().string
            let found = try EngineEndpoint.discover(environment: [:], homeDirectory: home)
            #expect(found == .tcp(host: "r", port: 7, tls: nil))
            let configured = try EngineEndpoint.discover(
                environment: ["DOCKER_CONFIG": docker.string, "DOCKER_CONTEXT": "other"],
                homeDirectory: "/nonexistent"
            )
            #expect(configured == .unixSocket(path: "/o"))
        }
    }

    @Test func aContextBringsItsOwnCertificates() async throws {
        try await withDockerDirectory { docker in
            try context(
                "id",
                #"{"Name": "c", "Endpoints": {"docker": {"Host": "tcp://r:7", "SkipTLSVerify": true}}}"#,
                docker
            )
            let certificates = docker.appending("contexts/tls/id/docker")
            try FileManager.default.createDirectory(atPath: certificates.string, withIntermediateDirectories: true)
            let found = try EngineEndpoint.discover(
                environment: ["DOCKER_CONFIG": docker.string, "DOCKER_CONTEXT": "c"],
                homeDirectory: "/"
            )
            let identity = TLSIdentity(directory: certificates.string, verifiesEngine: false)
            #expect(found == .tcp(host: "r", port: 7, tls: identity))
        }
    }

    @Test(
        arguments: [
            ("{", "{}"),
            (#"{"currentContext": 7}"#, "{}"),
            (#"{"currentContext": "c"}"#, "not JSON"),
            (#"{"currentContext": "c"}"#, #"{"Name": "c"}"#),
            (#"{"currentContext": "c"}"#, #"{"Name": "c", "Endpoints": {"docker": {"Host": "ssh://h"}}}"#),
        ]
    )
    func malformedFilesAreErrors(configuration: String, metadata: String) async throws {
        try await withDockerDirectory { docker in
            try write(configuration, to: docker.appending("config.json"))
            try context("id", metadata, docker)
            let home = docker.removingLastComponent().string
            let error = try #require(throws: EngineError.self) {
                try EngineEndpoint.discover(environment: [:], homeDirectory: home)
            }
            #expect(error.code == .invalidEndpoint)
        }
    }

    @Test func missingCertificatesAreNamedBeforeAnyCall() async throws {
        let tls = TLSIdentity(directory: "/nonexistent/certs", verifiesEngine: true)
        let error = try #require(throws: EngineError.self) {
            _ = try EngineClient(.tcp(host: "localhost", port: 1, tls: tls))
        }
        #expect(error.code == .invalidEndpoint)
        #expect(error.description.contains("/nonexistent/certs"))
    }

    private func withDockerDirectory(_ body: (FilePath) throws -> Void) async throws {
        try await withTemporaryDirectory { home in
            let docker = home.appending(".docker")
            try FileManager.default.createDirectory(atPath: docker.string, withIntermediateDirectories: false)
            try body(docker)
        }
    }

    private func context(_ id: String, _ metadata: String, _ docker: FilePath) throws {
        let directory = docker.appending("contexts/meta/\(id)")
        try FileManager.default.createDirectory(atPath: directory.string, withIntermediateDirectories: true)
        try write(metadata, to: directory.appending("meta.json"))
    }

    private func write(_ text: String, to path: FilePath) throws {
        try Data(text.utf8).write(to: URL(filePath: path.string))
    }
}
