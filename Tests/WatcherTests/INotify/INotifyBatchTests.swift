import Glibc
import Testing
@testable import Watcher

@Suite struct INotifyBatchTests {
    /// An event as the kernel writes it: four integers, then the name with its zeros.
    private static func bytes(_ watch: CInt, _ mask: Int, cookie: UInt32 = 0, name: [UInt8] = []) -> [UInt8] {
        var bytes: [UInt8] = []
        for field in [UInt32(bitPattern: watch), UInt32(mask), cookie, UInt32(name.count)] {
            withUnsafeBytes(of: field) { bytes += $0 }
        }
        return bytes + name
    }

    private static func padded(_ name: String, to length: Int = 16) -> [UInt8] {
        Array(name.utf8) + Array(repeating: 0, count: length - name.utf8.count)
    }

    private static func batch(_ bytes: [UInt8]) -> INotifyBatch {
        bytes.withUnsafeBytes(INotifyBatch.init(decoding:))
    }

    @Test func eventsFollowOneAnotherWithAndWithoutName() {
        let batch = Self.batch(
            Self.bytes(1, Int(IN_CREATE) | Int(IN_ISDIR), name: Self.padded("profiles"))
                + Self.bytes(2, Int(IN_DELETE_SELF))
                + Self.bytes(3, Int(IN_CLOSE_WRITE), name: Self.padded("dev.yaml", to: 256))
        )
        #expect(batch.isComplete)
        #expect(
            batch.events == [
                INotifyEvent(watch: 1, mask: [.created, .isDirectory], cookie: 0, name: "profiles"),
                INotifyEvent(watch: 2, mask: .selfRemoved, cookie: 0, name: nil),
                INotifyEvent(watch: 3, mask: .written, cookie: 0, name: "dev.yaml"),
            ]
        )
    }

    @Test func aRenameKeepsTheCookieOfItsHalves() {
        let batch = Self.batch(
            Self.bytes(1, Int(IN_MOVED_FROM), cookie: 77, name: Self.padded("a"))
                + Self.bytes(1, Int(IN_MOVED_TO), cookie: 77, name: Self.padded("b"))
        )
        #expect(batch.events.map(\.cookie) == [77, 77])
        #expect(batch.events.map(\.mask) == [.movedOut, .movedIn])
    }

    @Test func anOverflowMakesTheBatchIncomplete() {
        let batch = Self.batch(
            Self.bytes(1, Int(IN_CREATE), name: Self.padded("a")) + Self.bytes(-1, Int(IN_Q_OVERFLOW))
        )
        #expect(!batch.isComplete)
        #expect(batch.events.map(\.watch) == [1, -1])
    }

    @Test func aWatchThatIsGoneIsAnEventLikeOthers() {
        let batch = Self.batch(Self.bytes(4, Int(IN_IGNORED)))
        #expect(batch.isComplete)
        #expect(batch.events == [INotifyEvent(watch: 4, mask: .ignored, cookie: 0, name: nil)])
    }

    @Test(arguments: 1..<32)
    func bytesThatMakeNoWholeEventMakeTheBatchIncomplete(count: Int) {
        let whole = Self.bytes(1, Int(IN_CREATE), name: Self.padded("a"))
        let batch = Self.batch(whole + whole.prefix(count))
        #expect(!batch.isComplete)
        #expect(batch.events.count == 1)
    }

    @Test(arguments: [0x7FFF_FFFF, 0xFFFF_FFFF] as [UInt32])
    func aNameThatClaimsToBeHugeIsNotBelieved(length: UInt32) {
        var bytes = Self.bytes(1, Int(IN_CREATE))
        withUnsafeBytes(of: length) { bytes.replaceSubrange(12..<16, with: $0) }
        #expect(!Self.batch(bytes + Self.padded("a")).isComplete)
    }

    @Test func aNameThatIsNotUTF8IsStillAnEvent() {
        let batch = Self.batch(Self.bytes(1, Int(IN_CREATE), name: [0xFF, 0x61, 0, 0]))
        #expect(batch.isComplete)
        #expect(batch.events.first?.name == "\u{FFFD}a")
    }

    @Test func repeatedEventsCountOnceAndTheRestIsBounded() {
        var batch = INotifyBatch()
        for _ in 0..<10_000 { batch.append(Self.batch(Self.bytes(1, Int(IN_CLOSE_WRITE), name: Self.padded("a")))) }
        #expect(batch.isComplete)
        #expect(batch.events.count == 1)
        for number in 0..<10_000 {
            batch.append(Self.batch(Self.bytes(1, Int(IN_CREATE), name: Self.padded("\(number)"))))
        }
        #expect(!batch.isComplete)
        #expect(batch.events.count == INotifyBatch.maximumEvents)
    }
}
