package import Spec

/// One event of a stream that programs read: a JSON object on a line of its own.
package struct EventLine: Sendable {
    package let type: String
    private let members: [(String, CanonicalJSON?)]

    /// - Parameters:
    ///   - type: What happened, in a word that the stream's schema has.
    ///   - members: What belongs to it; those that are nil are left out.
    package init(_ type: String, _ members: [(String, CanonicalJSON?)] = []) {
        self.type = type
        self.members = members
    }

    /// The line, with its end.
    ///
    /// - Parameters:
    ///   - number: Which line of the stream it is, from 1.
    ///   - time: When it happened, as RFC 3339 writes it; nil where bytes are to be the same every time.
    /// - Returns: One JSON object and a line feed.
    package func text(number: Int, at time: String? = nil) -> String {
        let common: [(String, CanonicalJSON?)] = [
            ("type", .string(type)), ("seq", .count(number)), ("ts", time.map(CanonicalJSON.string)),
        ]
        return CanonicalJSON.eliding(common + members).line + "\n"
    }
}
