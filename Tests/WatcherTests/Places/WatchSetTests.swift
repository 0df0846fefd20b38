import Testing
@testable import Watcher

@Suite struct WatchSetTests {
    /// Watch 1 is on the way to something named `dev.yaml`, watch 2 counts with everything in it.
    private static let watches: WatchSet = {
        var watches = WatchSet()
        watches.add(1, Survey.Interest(names: ["dev.yaml"]))
        watches.add(2, Survey.Interest(isEverything: true))
        return watches
    }()

    private static func batch(_ watch: CInt, _ mask: INotifyEvent.Mask, _ name: String?) -> INotifyBatch {
        let text = Array((name ?? "").utf8)
        var bytes: [UInt8] = []
        for field in [UInt32(bitPattern: watch), mask.rawValue, 0, UInt32(text.count)] {
            withUnsafeBytes(of: field) { bytes += $0 }
        }
        return (bytes + text).withUnsafeBytes(INotifyBatch.init(decoding:))
    }

    @Test(
        arguments: [
            (1, .written, "dev.yaml", .change),
            (1, .movedIn, "dev.yaml", .changeOfDirectories),
            (1, .removed, "dev.yaml", .changeOfDirectories),
            (1, .written, "other", .nothing),
            (1, [.created, .isDirectory], "other", .nothing),
            (2, .written, "any", .change),
            (2, .created, "any", .change),
            (2, .removed, "any", .change),
            (2, [.created, .isDirectory], "any", .changeOfDirectories),
            (2, [.movedOut, .isDirectory], "any", .changeOfDirectories),
            (1, .selfMoved, nil, .changeOfDirectories),
            (2, .ignored, nil, .changeOfDirectories),
            (2, .unmounted, nil, .changeOfDirectories),
            (9, .ignored, nil, .nothing),
            (9, .written, "dev.yaml", .nothing),
            (-1, .overflow, nil, .changeOfDirectories),
        ] as [(CInt, INotifyEvent.Mask, String?, WatchSet.Verdict)]
    )
    func anEventAsksFor(watch: CInt, mask: INotifyEvent.Mask, name: String?, verdict: WatchSet.Verdict) {
        #expect(Self.watches.verdict(on: Self.batch(watch, mask, name)) == verdict)
    }

    @Test func theStrongestOfManyVerdictsHolds() {
        var batch = Self.batch(1, .written, "other")
        batch.append(Self.batch(2, .written, "any"))
        #expect(Self.watches.verdict(on: batch) == .change)
        batch.append(Self.batch(2, [.created, .isDirectory], "new"))
        batch.append(Self.batch(2, .written, "any"))
        #expect(Self.watches.verdict(on: batch) == .changeOfDirectories)
    }

    @Test func twoPathsOfOneDirectoryShareTheirWatch() {
        var watches = Self.watches
        watches.add(1, Survey.Interest(isEverything: true))
        watches.add(1, Survey.Interest(names: ["HEAD"]))
        #expect(watches.verdict(on: Self.batch(1, .written, "other")) == .change)
        #expect(watches.verdict(on: Self.batch(1, .movedIn, "HEAD")) == .changeOfDirectories)
    }

    @Test func whatIsNoLongerWantedIsMissing() {
        var now = WatchSet()
        now.add(2, Survey.Interest(isEverything: true))
        #expect(now.missing(from: Self.watches) == [1])
        #expect(Self.watches.missing(from: now).isEmpty)
    }
}
