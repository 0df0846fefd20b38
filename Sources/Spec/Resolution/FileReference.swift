/// What follows `file://`: the path of a server's entry within the tree.
struct FileReference: Hashable, Sendable {
    let path: TreePath

    /// - Throws: A diagnostic at the reference if it is badly encoded or leads out of the tree.
    init(_ reference: Located<Substring>, namedIn file: TreePath) throws(Diagnostic) {
        guard let decoded = Self.percentDecoded(reference.value) else {
            throw Diagnostic(
                .badReference,
                "'\(reference.value)' has a percent sign that is no encoded character",
                at: reference.location,
                suggestion: "write a percent sign itself as %25"
            )
        }
        guard !decoded.hasPrefix("/"), let path = TreePath(decoded, namedIn: file) else {
            throw Diagnostic(
                .outsideTree,
                "'\(decoded)' is not within the manifest tree",
                at: reference.location,
                suggestion: "paths start from the directory of reconcile.yaml, or with ./ from this file's directory"
            )
        }
        self.path = path
    }

    private static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let digits = String(rest.prefix(2)), digits.utf8.count == 2, let value = UInt8(digits, radix: 16)
            else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
