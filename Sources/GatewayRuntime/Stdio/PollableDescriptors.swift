import Glibc
import NIOPosix
import SystemPackage

/// Lends descriptors that an event loop can wait on, and that the borrower closes.
///
/// Pipes, sockets and terminals are lent as duplicates. What the kernel does not poll, files and `/dev/null`, is
/// copied through a pipe by a thread of its own. Blocking mode is a property that duplicates share with whoever else
/// has the descriptor, so it is put back in the end.
func withPollableDescriptors(
    input: FileDescriptor,
    output: FileDescriptor,
    _ body: (FileDescriptor, FileDescriptor) async throws -> Void
) async throws {
    let modes = [input, output].map { ($0, fcntl($0.rawValue, F_GETFL)) }
    defer { for (descriptor, mode) in modes where mode >= 0 { _ = fcntl(descriptor.rawValue, F_SETFL, mode) } }
    try await withThrowingTaskGroup(of: Void.self) { group in
        let lentInput: FileDescriptor
        if input.isPollable {
            lentInput = try input.duplicate()
        } else {
            let pipe = try FileDescriptor.pipe()
            lentInput = pipe.readEnd
            let source = try input.duplicate()
            group.addTask { try await copy(from: source, to: pipe.writeEnd) }
        }
        let lentOutput: FileDescriptor
        if output.isPollable {
            lentOutput = try output.duplicate()
        } else {
            let pipe = try FileDescriptor.pipe()
            lentOutput = pipe.writeEnd
            let target = try output.duplicate()
            group.addTask { try await copy(from: pipe.readEnd, to: target) }
        }
        try await body(lentInput, lentOutput)
        try await group.waitForAll()
    }
}

/// Copies until the source ends or nobody reads the target any more, and closes both.
private func copy(from source: FileDescriptor, to target: FileDescriptor) async throws {
    try await NIOThreadPool.singleton.runIfActive {
        defer {
            // A descriptor that cannot be closed is closed already.
            try? source.close()
            try? target.close()
        }
        try withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 1) { buffer in
            while case let count = try source.read(into: buffer), count > 0 {
                let chunk = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                do {
                    try target.writeAll(chunk)
                } catch Errno.brokenPipe {
                    return
                }
            }
        }
    }
}

extension FileDescriptor {
    fileprivate var isPollable: Bool {
        guard let type = try? stat().type else { return true }
        return switch type {
        case .fifo, .socket: true
        case .characterSpecial: isatty(rawValue) == 1
        default: false
        }
    }
}
