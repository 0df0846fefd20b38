/// Names of variables that say of themselves that their value is nobody's business.
///
/// Better one too many than one that is printed, or kept where it should not be.
package enum SensitiveName {
    private static let parts = [
        "TOKEN", "SECRET", "PASSW", "PASSPHRASE", "CREDENTIAL", "APIKEY", "PRIVATE", "AUTHORIZATION",
    ].map { Array($0.utf8) }
    private static let words: Set<Substring> = ["KEY", "KEYS", "PASS", "PWD", "AUTH", "PAT", "COOKIE", "DSN"]

    package static func matches(_ name: some StringProtocol) -> Bool {
        let name = name.uppercased()
        let bytes = Array(name.utf8)
        if parts.contains(where: { occurs($0, in: bytes) }) { return true }
        // The shell's working directory.
        return name != "PWD" && name.split { !$0.isLetter && !$0.isNumber }.contains(where: words.contains)
    }

    private static func occurs(_ part: [UInt8], in text: [UInt8]) -> Bool {
        guard text.count >= part.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
    }
}
