/// Passwords that are written into addresses.
package enum AddressPassword {
    /// True for an address such as `scheme://user:password@host`, also within a longer text.
    package static func isIn(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "@")) && text.contains("://")
            && text.firstMatch(of: /:\/\/[^\/\s:@]*:[^\/\s@]+@/) != nil
    }
}
