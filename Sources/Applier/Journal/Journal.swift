import FoundationEssentials
import Glibc
package import Spec
package import SystemPackage

/// What was done for one owner on this host, for people to read and to go back to: `journal.jsonl`, one entry a line.
///
/// A run is written down when it begins to change something, and again when it has ended: what was killed between is
/// remembered so. The engine and git remain the truth; without the file nothing but the memory of what was is lost.
/// Lines that cannot be understood, such as one that was cut off by a full disk, are passed over.
package struct Journal: Sendable {
    /// How many entries are kept.
    package static let capacity = 50
    /// How many more lines there may be before the file is written anew.
    static let slack = 25
    /// More than the lines of ``capacity`` and ``slack`` take; of a longer file the end is read.
    private static let sizeLimit = 32 << 20
    /// How long another writer is waited for.
    private static let patience: Duration = .seconds(5)

    package let path: FilePath
    private let snapshots: SnapshotStore
    private let lock: ApplyLock

    /// - Parameter directory: Where the owner's state is kept; it exists where something is recorded.
    package init(in directory: FilePath) {
        path = directory.appending("journal.jsonl")
        snapshots = SnapshotStore(in: directory.appending("snapshots"))
        lock = ApplyLock(directory: directory)
    }

    /// The entries, oldest first; none without a file.
    ///
    /// - Throws: `Errno`.
    package func content() throws -> JournalContent {
        var content = try lines().content
        content.entries = Array(content.entries.suffix(Self.capacity))
        return content
    }

    /// The files that an entry is of; nil if they are gone or not what they were.
    package func snapshot(_ digest: String) -> ManifestSnapshot? {
        snapshots.snapshot(digest)
    }

    /// Adds an entry, on the disk when this returns, unless it only repeats the last one.
    ///
    /// The entry of a run that has ended takes the place of the one that was made when it began.
    ///
    /// What no entry is of any more is removed. It waits for other writers, and writes on the thread it is called on:
    /// some kilobytes after a change of an engine, which takes seconds.
    ///
    /// - Parameters:
    ///   - entry: What was done.
    ///   - snapshot: The files that the entry names by their digest.
    /// - Throws: `Errno`, or ``ApplyError`` if another writer does not end.
    package func record(_ entry: JournalEntry, keeping snapshot: ManifestSnapshot? = nil) async throws {
        let result = try await lock.withLock(named: "journal", waitingUpTo: Self.patience) {
            () async throws(ApplyError) in
            Result { try write(entry, snapshot) }
        }
        try result.get()
    }

    private func write(_ entry: JournalEntry, _ snapshot: ManifestSnapshot?) throws {
        let before = try lines()
        var lines = before.ending(entry)
        if let last = lines.entries.last, entry.repeats(last) {
            guard entry.process != nil else {
                if lines.count < before.count { try PrivateFile(path).replace(with: lines.bytes) }
                return
            }
            lines.removeLastEntry()
        }
        if let snapshot { try snapshots.keep(snapshot) }
        let isLonger = lines.count == before.count
        try lines.add(entry)
        if lines.count > Self.capacity + Self.slack { lines.keep(last: Self.capacity) }
        if isLonger, lines.count > before.count {
            try append(try JournalLines.bytes(of: entry) + [UInt8(ascii: "\n")])
        } else {
            try PrivateFile(path).replace(with: lines.bytes)
        }
        snapshots.sweep(keeping: Set(lines.entries.suffix(Self.capacity).compactMap(\.origin.snapshot)))
    }

    private func append(_ line: [UInt8]) throws {
        let file = try FileDescriptor.open(
            path,
            .readWrite,
            options: [.create, .noFollow, .closeOnExec],
            permissions: .ownerReadWrite
        )
        try file.closeAfter {
            let end = try file.seek(offset: 0, from: .end)
            do {
                // What a writer before this one did not finish is a line of its own.
                let start = try file.endsLine(before: end) ? [] : [UInt8(ascii: "\n")]
                try file.writeAll(toAbsoluteOffset: end, start + line)
                guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
            } catch {
                // What was written of it, is of no use; where it cannot be cut off, readers pass over it.
                try? file.resize(to: end)
                throw error
            }
        }
    }

    private func lines() throws -> JournalLines {
        do {
            return JournalLines(try PrivateFile(path).bytes(last: Self.sizeLimit))
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return JournalLines()
        }
    }
}

extension FileDescriptor {
    fileprivate func endsLine(before end: Int64) throws -> Bool {
        guard end > 0 else { return true }
        let last = try [UInt8](unsafeUninitializedCapacity: 1) { buffer, count in
            count = try read(fromAbsoluteOffset: end - 1, into: UnsafeMutableRawBufferPointer(buffer))
        }
        return last == [UInt8(ascii: "\n")]
    }
}
