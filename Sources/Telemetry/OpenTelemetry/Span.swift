/// Something that took time, as it is exported.
package struct Span: Hashable, Sendable {
    package enum Kind: Int, Hashable, Sendable {
        case server = 2
        case client = 3
    }

    package var name: String
    package var kind: Kind
    package var context: TraceContext
    package var parentID: String?
    /// Microseconds since 1970.
    package var start: Int64
    /// Microseconds.
    package var duration: Int64
    package var attributes: [String: String]
    /// What went wrong; nil if nothing did.
    package var error: String?

    package init(
        name: String,
        kind: Kind,
        context: TraceContext,
        parentID: String?,
        start: Int64,
        duration: Int64,
        attributes: [String: String],
        error: String?
    ) {
        self.name = name
        self.kind = kind
        self.context = context
        self.parentID = parentID
        self.start = start
        self.duration = duration
        self.attributes = attributes
        self.error = error
    }
}
