/// A place in the order in which traces were written; later traces never take an earlier place.
package struct TracePosition: Sendable, Hashable {
    /// Before every trace.
    package static let beginning = TracePosition(row: 0)

    let row: Int64
}
