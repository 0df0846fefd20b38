import Planner
import Spec
import TestSupport
import Testing

extension ContainerDefinition {
    /// Any definition that a manifest can lead to.
    static func random(using random: inout SplitMix64) throws -> Self {
        let tag = Int.random(in: 0...9, using: &random)
        return Self(
            image: try #require(ImageReference("registry.example:5000/team/tool:\(tag)")),
            imageID: ImageID("sha256:" + String(repeating: "\(tag)", count: 64)),
            command: words(using: &random),
            environment: words(using: &random).enumerated().map { index, word in
                EnvironmentVariable(name: "NAME_\(index)", value: word)
            },
            user: ["", "root", "1000:1000", "nobody"].randomElement(using: &random) ?? "",
            mounts: mounts(using: &random),
            network: NetworkPolicy.allCases.randomElement(using: &random) ?? .none,
            extraHosts: Bool.random(using: &random) ? [] : ["host.example:192.0.2.\(tag)"],
            resources: ResourceLimits(
                nanoCPUs: .random(in: 1...8_000_000_000, using: &random),
                memory: ByteCount(bytes: .random(in: (6 << 20)...(64 << 30), using: &random)),
                pids: .random(in: 1...4096, using: &random)
            ),
            hardening: hardening(using: &random)
        )
    }

    private static func words(using random: inout SplitMix64) -> [String] {
        let alphabet = [
            "", "a=b", "--flag", "x y", "ünï", "\"quoted\"", "{\"n\":1}", "$HOME", "line\nbreak", "=", "\\",
        ]
        return (0..<Int.random(in: 0...5, using: &random)).compactMap { _ in alphabet.randomElement(using: &random) }
    }

    private static func mounts(using random: inout SplitMix64) -> [Mount] {
        (0..<Int.random(in: 0...3, using: &random)).map { index in
            let source: Mount.Source =
                Bool.random(using: &random) ? .bind("/srv/data \(index)") : .volume("cache-\(index)")
            return Mount(source: source, target: "/mnt/\(index)", isReadOnly: .random(using: &random))
        }
    }

    private static func hardening(using random: inout SplitMix64) -> Hardening {
        guard Bool.random(using: &random) else { return .standard }
        return Hardening(
            droppedCapabilities: Bool.random(using: &random) ? ["ALL"] : [],
            addedCapabilities: Bool.random(using: &random) ? ["NET_BIND_SERVICE", "CHOWN"] : [],
            isPrivileged: .random(using: &random),
            hasReadOnlyRoot: .random(using: &random),
            forbidsNewPrivileges: .random(using: &random),
            runsInit: .random(using: &random),
            temporaryFilesystems: Bool.random(using: &random) ? ["/run": "rw,size=1m"] : [:],
            forbidsSwap: .random(using: &random)
        )
    }
}
