import Glibc
import Synchronization
import SystemPackage

/// Standard output for results and standard error for everything else; each write is one line-complete system call.
struct Console: Sendable {
    let descriptor: FileDescriptor

    static let output = Console(descriptor: .standardOutput)
    static let error = Console(descriptor: .standardError)

    var isTerminal: Bool { isatty(descriptor.rawValue) == 1 }

    private static let loss = Mutex<Errno?>(nil)

    /// Why a part of the result is lost, such as by a full disk; nil if none is, or its reader went away.
    static var lostOutput: Errno? { loss.withLock(\.self) }

    /// Writes the text as it is.
    ///
    /// A reader that went away (`EPIPE`) is no failure of the command.
    func write(_ text: String) {
        do {
            _ = try descriptor.writeAll(text.utf8)
        } catch {
            guard descriptor == .standardOutput, let reason = error as? Errno, reason != .brokenPipe else { return }
            Self.loss.withLock { $0 = reason }
        }
    }

    func line(_ text: String = "") {
        write(text + "\n")
    }
}

/// Makes a write to a closed pipe fail instead of ending the program.
func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
}
