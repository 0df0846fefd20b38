/// A JSON string or member name.
///
/// Two are equal when their code points are: unlike `String`, without normalisation.
struct JSONText: Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// The number of code points, which is what `minLength` and `maxLength` count.
    var length: Int { text.unicodeScalars.count }
}

extension JSONText: Hashable {
    static func == (left: Self, right: Self) -> Bool {
        left.text.utf8.count == right.text.utf8.count && left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var copy = text
        copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}
