import Glibc
import Synchronization
import SystemPackage

/// Standard output for results and standard error for everything else; each write is one line-complete system call.
struct Console: Sendable {
    let descriptor: FileDescriptor

    static let output = Console(descriptor: .standardOutput)
    static let error = Console(descriptor: .standardError)

    var isTerminal: Bool { isatty(descriptor.rawValue) == 1 }

    /// Writes the text as it is.
    ///
    /// A reader that went away (`EPIPE`) is no failure of the command.
    func write(_ text: String) {
        _ = try? descriptor.writeAll(text.utf8)
    }

    func line(_ text: String = "") {
        write(text + "\n")
    }
}

/// Makes a write to a closed pipe fail instead of ending the program.
func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
}
