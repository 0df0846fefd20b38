/// Why a document cannot serve as a schema.
package struct SchemaError: Error, Hashable, Sendable {
    /// JSON pointer (RFC 6901) to the part at fault; empty for the whole document.
    package let location: String
    /// A sentence that says what is wrong and why.
    package let message: String

    init(_ message: String, at location: String) {
        self.location = location
        self.message = message
    }
}

extension SchemaError: CustomStringConvertible {
    package var description: String {
        location.isEmpty ? message : "\(location): \(message)"
    }
}
