import Subprocess
import SystemPackage

/// A program that a test writes.
struct Script {
    let path: String

    /// Another process writes it: what this process has open for writing, a child of a test beside this one may still have
    /// open when the program is to run, and then it cannot (`ETXTBSY`).
    init(_ text: String, at path: String) async throws {
        self.path = path
        let result = try await Subprocess.run(
            .path("/bin/sh"),
            arguments: ["-c", #"printf '%s' "$1" >"$0" && chmod 700 "$0""#, path, text],
            output: .discarded,
            error: .string(limit: 4096)
        )
        guard case .exited(0) = result.terminationStatus else { throw ToolFailed(words: result.standardError) }
    }
}
