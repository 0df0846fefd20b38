/// The OpenPGP keys of those who may sign: public keys, as `gpg --armor --export` writes them.
package struct OpenPGPKeys: Hashable, Sendable {
    let armored: String

    private static let begin = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
    private static let end = "-----END PGP PUBLIC KEY BLOCK-----"
    private static let mark = "-----BEGIN PGP "
    private static let longest = 1 << 20

    /// - Throws: `AllowedSigners.Mistake` about the first line that cannot be a part of public keys.
    package init(_ text: String) throws(AllowedSigners.Mistake) {
        guard text.utf8.count <= Self.longest else { throw Self.mistake(1, "more than 1 MiB of keys") }
        var (isInside, blocks, last) = (false, 0, 0)
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            last = index + 1
            let isBegin = line.hasPrefix(Self.mark)
            if isBegin, line.contains("PRIVATE KEY") {
                throw Self.mistake(last, "a private key, which nobody else may have")
            }
            if isBegin, isInside || !line.hasPrefix(Self.begin) {
                throw Self.mistake(last, "a public key is expected, as 'gpg --armor --export' writes it")
            }
            if isBegin { isInside = true }
            if line.hasPrefix(Self.end) {
                guard isInside else { throw Self.mistake(last, "the end of a key that has no beginning") }
                (isInside, blocks) = (false, blocks + 1)
            }
        }
        guard blocks > 0, !isInside else { throw Self.mistake(last, "the end of a public key is missing") }
        armored = text
    }

    /// True if the text is meant to be OpenPGP keys, and not a list of SSH keys.
    package static func areMeant(by text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { $0.hasPrefix(mark) }
    }

    private static func mistake(_ line: Int, _ words: String) -> AllowedSigners.Mistake {
        AllowedSigners.Mistake(line: line, words: words)
    }
}
