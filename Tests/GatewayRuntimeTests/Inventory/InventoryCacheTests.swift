import Glibc
import NIOCore
import SystemPackage
import TestSupport
import Testing

@testable import GatewayRuntime

@Suite struct InventoryCacheTests {
    @Test func whatWasLearnedIsKnownToTheNextProcess() async throws {
        try await withTemporaryDirectory { directory in
            let (offering, key) = (try Samples.offering(), try Samples.key())
            let place = directory.appending("new").appending("inventory")
            await InventoryCache(in: place).learn(offering, of: key)
            let other = try Samples.key("v1:other")
            #expect(await InventoryCache(in: place).offerings(of: [other, key]) == [key: offering])
            var status = stat()
            #expect(stat(place.string, &status) == 0 && status.st_mode & 0o777 == 0o700)
            #expect(stat(place.appending("\(key.digest).json").string, &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func whatIsLearnedAnewTakesThePlaceOfTheOld() async throws {
        try await withTemporaryDirectory { directory in
            let (key, cache) = (try Samples.key(), InventoryCache(in: directory.appending("i")))
            await cache.learn(try Samples.offering(), of: key)
            let newer = try Samples.offering(instructions: "newer")
            await cache.learn(newer, of: key)
            #expect(await cache.offerings(of: [key]) == [key: newer])
        }
    }

    @Test(arguments: [0o640, 0o602])
    func aFileThatOthersCouldReadOrWriteCountsAsAbsent(mode: UInt32) async throws {
        try await withTemporaryDirectory { directory in
            let (key, cache) = (try Samples.key(), InventoryCache(in: directory.appending("i")))
            await cache.learn(try Samples.offering(), of: key)
            chmod(directory.appending("i").appending("\(key.digest).json").string, mode)
            #expect(await cache.offerings(of: [key]).isEmpty)
        }
    }

    @Test func aLinkCountsAsAbsent() async throws {
        try await withTemporaryDirectory { directory in
            let (key, cache) = (try Samples.key(), InventoryCache(in: directory.appending("i")))
            await cache.learn(try Samples.offering(), of: key)
            let file = directory.appending("i").appending("\(key.digest).json")
            rename(file.string, directory.appending("elsewhere").string)
            symlink(directory.appending("elsewhere").string, file.string)
            #expect(await cache.offerings(of: [key]).isEmpty)
        }
    }

    @Test func entriesThatWereNotUsedForLongestAreRemoved() async throws {
        try await withTemporaryDirectory { directory in
            var limits = InventoryCache.Limits()
            limits.entries = 2
            let cache = InventoryCache(in: directory.appending("i"), limits: limits)
            let keys = try (0..<3).map { try Samples.key("v1:\($0)") }
            for (age, key) in zip([300, 200], keys) {
                await cache.learn(try Samples.offering(), of: key)
                let path = directory.appending("i").appending("\(key.digest).json").string
                let moment = timespec(tv_sec: time(nil) - age, tv_nsec: 0)
                utimensat(AT_FDCWD, path, [moment, moment], 0)
            }
            await cache.learn(try Samples.offering(), of: keys[2])
            #expect(Set(await cache.offerings(of: keys).keys) == Set(keys[1...]))
        }
    }

    @Test func whatIsTooLargeIsNotKept() async throws {
        try await withTemporaryDirectory { directory in
            var limits = InventoryCache.Limits()
            limits.entryBytes = 100
            let (key, cache) = (try Samples.key(), InventoryCache(in: directory.appending("i"), limits: limits))
            await cache.learn(try Samples.offering(), of: key)
            #expect(await InventoryCache(in: directory.appending("i")).offerings(of: [key]).isEmpty)
        }
    }
}
