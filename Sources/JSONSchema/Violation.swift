/// One way in which an instance breaks its schema, worded so that whoever made the instance can correct it.
package struct Violation: Hashable, Sendable {
    /// JSON pointer (RFC 6901) to the offending value; empty for the whole instance.
    ///
    /// Cut after 512 characters.
    package let instanceLocation: String
    /// JSON pointer to the keyword, in the schema document, that is broken.
    package let keywordLocation: String
    /// A short sentence; values quoted from the instance are cut to 60 characters.
    package let message: String

    package init(instanceLocation: String, keywordLocation: String, message: String) {
        self.instanceLocation = instanceLocation
        self.keywordLocation = keywordLocation
        self.message = message
    }
}
