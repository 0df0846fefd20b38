/// The name of a client's conversation: 43 characters with 256 random bits, visible ASCII.
package struct SessionID: Hashable, Sendable {
    package let text: String

    init() {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        text = String((0..<43).map { _ in alphabet[Int(random.next() & 63)] })
    }

    /// A session id that a client sent; whether it is one is for the table of sessions to say.
    package init(received text: String) {
        self.text = text
    }
}
