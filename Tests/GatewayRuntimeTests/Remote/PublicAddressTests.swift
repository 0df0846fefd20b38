import NIOCore
import Testing

@testable import GatewayRuntime

@Suite struct PublicAddressTests {
    @Test(arguments: ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "2001:4860:4860::8888", "2002:808:808::1"])
    func `addresses of the Internet`(_ text: String) throws {
        #expect(PublicAddress.isPublic(try SocketAddress(ipAddress: text, port: 1)))
    }

    @Test(arguments: [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::1", "2001:db8::1", "2001::1",
        "::127.0.0.1",
    ])
    func `addresses that only some can reach`(_ text: String) throws {
        #expect(!PublicAddress.isPublic(try SocketAddress(ipAddress: text, port: 1)))
    }

    @Test func `a host is refused by its address`() async throws {
        await #expect(throws: RemoteFailure.self) {
            try await PublicAddress.lookUp("localhost", port: 1, allowingPrivate: false)
        }
        let address = try await PublicAddress.lookUp("127.0.0.1", port: 1, allowingPrivate: true)
        #expect(address == "127.0.0.1")
    }
}
