import FoundationEssentials
import Testing

@testable import GitRemotes

@Suite struct KnownHostsTests {
    private static let key = "AAAAC3NzaC1lZDI1NTE5AAAAIOT7WvS0dEt6Hcz0rp1hwhghD5ogIJwvrJwZR5Bz2OMw"
    private static let other = "AAAAC3NzaC1lZDI1NTE5AAAAIBT7WvS0dEt6Hcz0rp1hwhghD5ogIJwvrJwZR5Bz2OMw"
    /// Written by `ssh-keyscan -H` for `[127.0.0.1]:39097`.
    private static let hashed = "|1|gWUaazYM7uuGdW6vDETbuit6ZxU=|xVLuxcLU8EdbiPgc/VmzhCrnDdA= ssh-ed25519 \(key)"

    private func verdict(
        _ text: String,
        host: String = "git.example.org",
        port: Int? = nil
    ) throws -> KnownHosts.Verdict {
        let bytes = try #require(Data(base64Encoded: Self.key))
        let key = try #require(HostKey(Array(bytes)))
        return KnownHosts(text).verdict(on: key, of: host, port: port)
    }

    @Test(arguments: [
        "git.example.org ssh-ed25519 \(key)",
        "other.example.org,git.example.org ssh-ed25519 \(key) a comment",
        "*.example.org ssh-ed25519 \(key)",
        "git.exampl?.org ssh-ed25519 \(key)",
        "# a comment\n\ngit.example.org ssh-ed25519 \(other)\ngit.example.org ssh-ed25519 \(key)",
    ])
    func aListedKeyIsKnown(text: String) throws {
        #expect(try verdict(text) == .known)
    }

    @Test(arguments: [
        "", "nonsense", "git.example.org", "git.example.org ssh-ed25519 !!!",
        "other.example.org ssh-ed25519 \(key)",
        "*,!git.example.org ssh-ed25519 \(key)",
        "[git.example.org]:2222 ssh-ed25519 \(key)",
        "@cert-authority git.example.org ssh-ed25519 \(key)",
    ])
    func anythingElseLeavesAHostUnknown(text: String) throws {
        #expect(try verdict(text) == .unknown)
    }

    @Test func anotherKeyOfTheHostIsNoKnownOne() throws {
        #expect(try verdict("git.example.org ssh-ed25519 \(Self.other)") == .otherKeys(["ssh-ed25519"]))
    }

    @Test func aRevokedKeyIsRefusedAlthoughItIsListed() throws {
        let text = "git.example.org ssh-ed25519 \(Self.key)\n@revoked * ssh-ed25519 \(Self.key)"
        #expect(try verdict(text) == .revoked)
    }

    @Test func portsOtherThanTheStandardOneAreInBrackets() throws {
        #expect(try verdict("[git.example.org]:2222 ssh-ed25519 \(Self.key)", port: 2222) == .known)
        #expect(try verdict("git.example.org ssh-ed25519 \(Self.key)", port: 2222) == .unknown)
        #expect(try verdict("git.example.org ssh-ed25519 \(Self.key)", port: 22) == .known)
    }

    @Test func hashedNamesAreFound() throws {
        #expect(try verdict(Self.hashed, host: "127.0.0.1", port: 39097) == .known)
        #expect(try verdict(Self.hashed, host: "127.0.0.1", port: 39098) == .unknown)
    }

    @Test func theFingerprintIsTheOneThatOpenSSHPrints() throws {
        let bytes = try #require(Data(base64Encoded: Self.key))
        let key = try #require(HostKey(Array(bytes)))
        #expect(key.fingerprint == "SHA256:vFbAf3FaE85ds7pCMRfo9XT9XbFi1b0MpeIpOuVlnaw")
        #expect(key.kind == "ssh-ed25519")
    }

    @Test(arguments: [[], [0, 0, 0, 9], [0, 0, 0, 200, 1], [255, 255, 255, 255, 1], [0, 0, 0, 1, 7, 0]])
    func bytesThatAreNoKeyAreNone(bytes: [UInt8]) {
        #expect(HostKey(bytes) == nil)
    }
}
