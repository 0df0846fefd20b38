import Glibc
package import Spec
import SystemPackage

/// Reads the logs of a profile's servers: first all that is there, then what comes.
package struct ServerLogReader {
    /// A line and whose it is.
    package struct Entry: Hashable, Sendable {
        package let server: ServerName
        package let line: ServerLogLine
    }

    /// How far a server's growing file was read, and which file that was.
    private struct Position {
        var file: UInt
        var offset: Int64
    }

    private let directory: ServerLogDirectory
    private let wanted: ServerName?
    private var positions: [ServerName: Position] = [:]

    /// - Parameters:
    ///   - directory: Where the logs are.
    ///   - server: Whose log is read; nil for all.
    package init(_ directory: ServerLogDirectory, server: ServerName? = nil) {
        (self.directory, wanted) = (directory, server)
    }

    /// What came since it was asked last, all at first, in the order in which it was heard; blocks.
    package mutating func read() -> [Entry] {
        let servers = wanted.map { [$0] } ?? directory.servers
        var entries: [Entry] = []
        for server in servers {
            for line in lines(of: server) { entries.append(Entry(server: server, line: line)) }
        }
        return entries.enumerated().sorted { ($0.element.line.time, $0.offset) < ($1.element.line.time, $1.offset) }
            .map(\.element)
    }

    private mutating func lines(of server: ServerName) -> [ServerLogLine] {
        let current = Piece(of: directory.file(of: server), from: 0)
        guard let position = positions[server] else {
            positions[server] = current.map { Position(file: $0.file, offset: $0.end) }
            let older = directory.olderFiles(of: server).compactMap { Piece(of: $0, from: 0) }
            return (older + [current].compactMap { $0 }).flatMap(\.lines)
        }
        if current?.file == position.file {
            let news = Piece(of: directory.file(of: server), from: position.offset)
            if let news { positions[server]?.offset = news.end }
            return news?.lines ?? []
        }
        positions[server] = current.map { Position(file: $0.file, offset: $0.end) }
        let former = directory.olderFiles(of: server).reversed().lazy
            .compactMap { Piece(of: $0, from: position.offset) }
            .first { $0.file == position.file }
        return [former, current].compactMap { $0 }.flatMap(\.lines)
    }
}

/// The whole lines of a file from an offset on.
private struct Piece {
    /// Tells files apart.
    let file: UInt
    let end: Int64
    let lines: [ServerLogLine]

    /// Nil for a file that cannot be read.
    init?(of path: FilePath, from offset: Int64) {
        let options: FileDescriptor.OpenOptions = [.noFollow, .closeOnExec, .nonBlocking]
        // What is not there, or not there any more, has no lines.
        guard let file = try? FileDescriptor.open(path, .readOnly, options: options) else { return nil }
        var status = stat()
        var bytes: [UInt8] = []
        do {
            try file.closeAfter {
                guard fstat(file.rawValue, &status) == 0, status.isRegularFile else { throw Errno.badFileDescriptor }
                let wanted = max(0, Int(status.st_size) - Int(offset))
                bytes = try [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                    while count < wanted {
                        let rest = UnsafeMutableRawBufferPointer(
                            rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]
                        )
                        let more = try file.read(fromAbsoluteOffset: offset + Int64(count), into: rest)
                        if more == 0 { return }
                        count += more
                    }
                }
            }
        } catch {
            return nil
        }
        let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        self.file = UInt(status.st_ino)
        end = offset + Int64(whole)
        lines = bytes[..<whole].split(separator: UInt8(ascii: "\n")).compactMap {
            ServerLogLine(String(decoding: $0, as: UTF8.self))
        }
    }
}
