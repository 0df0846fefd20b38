import Glibc
import SystemPackage

/// Code and constants that only start-up needed, such as the tables that the Swift runtime searches for conformances.
enum StartUpPages {
    private static let maximumSize = 1 << 20

    /// Gives them back to the kernel. What is needed again comes from the page cache, at the price of a minor fault, so a
    /// gateway that idles holds no more memory than it uses. Without `/proc` nothing happens.
    static func release() {
        guard let text = try? contents(of: "/proc/self/smaps") else { return }
        var current: Mapping?
        for line in text.split(separator: "\n") {
            if let mapping = Mapping(line) {
                current = mapping
            } else if line.hasPrefix("Anonymous:"), let mapping = current, line.hasSuffix(" 0 kB") {
                // No page of it is a private copy, so each is the file's own and can be read again.
                mapping.release()
            }
        }
    }

    private static func contents(of path: FilePath) throws -> String {
        let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        return try file.closeAfter {
            var text: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 64 << 10)
            while text.count < maximumSize {
                let count = try piece.withUnsafeMutableBytes { try file.read(into: $0) }
                guard count > 0 else { break }
                text += piece[..<count]
            }
            return String(decoding: text, as: UTF8.self)
        }
    }
}

/// A part of a file that is mapped and that nothing may write to.
private struct Mapping {
    private let start: UInt
    private let end: UInt

    /// Reads the first line of a mapping (`proc(5)`, `/proc/pid/maps`): `7f00-7f10 r-xp 00000000 fe:00 12 /usr/bin/x`.
    init?(_ line: Substring) {
        let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
        guard fields.count == 6, fields[5].drop(while: { $0 == " " }).hasPrefix("/"), ["r-xp", "r--p"].contains(fields[1])
        else { return nil }
        let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard bounds.count == 2 else { return nil }
        (start, end) = (bounds[0], bounds[1])
    }

    func release() {
        guard let address = UnsafeMutableRawPointer(bitPattern: start) else { return }
        madvise(address, Int(end - start), MADV_DONTNEED)
    }
}
