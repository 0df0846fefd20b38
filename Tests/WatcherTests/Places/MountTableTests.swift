import SystemPackage
import Testing
@testable import Watcher

@Suite struct MountTableTests {
    private static let table = MountTable(
        parsing: """
            22 1 0:20 / / rw,relatime shared:1 - overlay overlay rw,lowerdir=/a
            23 22 0:21 / /srv rw,relatime shared:2 master:1 - nfs4 host:/srv rw
            24 23 0:22 / /srv/local rw - ext4 /dev/sda1 rw
            25 22 0:23 / /win rw - 9p drvfs rw
            26 22 0:24 / /home/me/remote rw - fuse.sshfs host: rw
            27 22 0:25 / /twice rw - nfs host:/ rw
            28 27 0:26 / /twice rw - tmpfs tmpfs rw
            this is no mount
            29 22
            """
    )

    @Test(arguments: [
        ("/", false), ("/etc", false), ("/srv", true), ("/srv/team/profiles", true), ("/srv/local/x", false),
        ("/srvother", false), ("/win/c", true), ("/home/me/remote/a", true), ("/home/me", false), ("/twice/a", false),
    ])
    func theNearestAndLatestMountDecides(path: String, isBlind: Bool) {
        #expect(Self.table.isBlind(at: FilePath(path)) == isBlind)
    }

    @Test func withoutATableNothingIsBlind() {
        #expect(!MountTable(parsing: "").isBlind(at: "/srv"))
    }

    @Test func thisSystemsTableIsRead() {
        #expect(!MountTable().isBlind(at: "/proc"))
    }
}
