import Foundation
import Testing

/// Another process that holds a lock until it is killed.
struct LockHolder {
    private let process = Process()
    private let input = Pipe()

    /// Returns once the lock is held.
    init(path: String) throws {
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "exec 9>>\"$0\"; flock 9; echo locked; exec cat >/dev/null", path]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try #require(output.fileHandleForReading.availableData == Data("locked\n".utf8))
    }

    func killAndWait() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
