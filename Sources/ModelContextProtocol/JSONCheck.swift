/// Whether text is JSON (RFC 8259), without making anything of it.
package enum JSONCheck {
    package static func isValue(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var scanner = JSONScanner(UnsafeRawBufferPointer(bytes))
            return (try? scanner.value(depth: 0)) != nil && scanner.peek() == nil
        }
    }

    package static func isObject(_ text: String) -> Bool {
        isValue(text) && text.first { !$0.isWhitespace } == "{"
    }
}
