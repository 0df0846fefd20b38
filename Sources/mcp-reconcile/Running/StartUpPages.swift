import Glibc
import SystemPackage

/// Gives back the pages of code and constants that only starting and planning needed.
///
/// They stay in the kernel's page cache, and whoever needs one again gets it without a read. Only private mappings of
/// files that cannot be written and that hold no page of this process's own are given up: nothing in them can be lost
/// (`madvise(2)`, `MADV_DONTNEED`).
enum StartUpPages {
    /// Does what it can; a kernel that does not tell what is mapped is left alone.
    static func release() {
        guard let smaps = try? read("/proc/self/smaps") else { return }
        for range in reproducible(in: smaps) {
            guard let start = UnsafeMutableRawPointer(bitPattern: range.lowerBound) else { continue }
            madvise(start, Int(range.upperBound - range.lowerBound), MADV_DONTNEED)
        }
    }

    /// The address ranges that the kernel can make again from their files (`proc_pid_smaps(5)`).
    private static func reproducible(in smaps: [UInt8]) -> [Range<UInt>] {
        var ranges: [Range<UInt>] = []
        var candidate: Range<UInt>?
        for line in smaps.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "), maxSplits: 5)
            guard let first = words.first else { continue }
            if first.elementsEqual("Anonymous:".utf8) {
                if words.dropFirst().first?.elementsEqual("0".utf8) == true, let range = candidate {
                    ranges.append(range)
                }
                candidate = nil
            } else if first.last != UInt8(ascii: ":") {
                candidate = mapping(words)
            }
        }
        return ranges
    }

    /// The range of a mapping's first line, if it is of a file, private and cannot be written.
    private static func mapping(_ words: [ArraySlice<UInt8>]) -> Range<UInt>? {
        guard words.count == 6, words[5].first(where: { $0 != UInt8(ascii: " ") }) == UInt8(ascii: "/"),
            words[1].elementsEqual("r-xp".utf8) || words[1].elementsEqual("r--p".utf8)
        else { return nil }
        let bounds = words[0].split(separator: UInt8(ascii: "-")).compactMap {
            UInt(String(decoding: $0, as: UTF8.self), radix: 16)
        }
        guard bounds.count == 2, bounds[0] < bounds[1] else { return nil }
        return bounds[0]..<bounds[1]
    }

    private static func read(_ path: FilePath) throws -> [UInt8] {
        let file = try FileDescriptor.open(path, .readOnly)
        return try file.closeAfter {
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 64 << 10)
            while case let count = try chunk.withUnsafeMutableBytes({ try file.read(into: $0) }), count > 0 {
                bytes += chunk[..<count]
            }
            return bytes
        }
    }
}
