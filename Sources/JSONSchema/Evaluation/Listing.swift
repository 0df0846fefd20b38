/// Lists for messages, of bounded length.
enum Listing {
    private static let longestCount = 10
    private static let longestText = 200

    /// Values as JSON: `"a", "b"`.
    static func values(_ values: [JSONValue]) -> String {
        joined(values) { Excerpt($0).description }
    }

    /// Names in quotes: `'a', 'b'`.
    static func names(_ names: [JSONText]) -> String {
        joined(names) { "'\(Excerpt($0.text))'" }
    }

    private static func joined<Element>(_ elements: [Element], _ word: (Element) -> String) -> String {
        var shown = ""
        for (position, element) in elements.enumerated() {
            guard position < longestCount, shown.unicodeScalars.count < longestText else {
                return shown + " and \(elements.count - position) more"
            }
            shown += (position == 0 ? "" : ", ") + word(element)
        }
        return shown
    }
}
