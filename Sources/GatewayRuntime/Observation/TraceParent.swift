import ModelContextProtocol
import NIOCore
import Telemetry

/// The span of a call, and where its context stands in the messages that carry it (W3C Trace Context in `_meta`).
struct TraceParent: Sendable {
    private static let key = "traceparent"

    /// The client's span.
    let parent: TraceContext?
    /// The call's own span; nil if spans are not exported.
    let context: TraceContext?
    private let range: Range<Int>?
    private let metaRange: Range<Int>?

    init(of request: ClientRequest, sampler: OTLPConfiguration.Sampler?) {
        range = request.envelope.traceparent
        parent = request.string(at: range).flatMap(TraceContext.init(traceparent:))
        context = sampler?.context(under: parent)
        metaRange = request.envelope.meta
    }

    /// The trace that the call belongs to.
    var traceID: String? { (context ?? parent)?.traceID }

    /// Tells the server the call's own span instead of the client's.
    func insert(into splicer: inout MessageSplicer, params: Range<Int>?) {
        guard let context else { return }
        let value = "\"\(context.traceparent)\""
        if let range { return splicer.replace(range, with: ByteBuffer(string: value)) }
        let member = "\"\(Self.key)\":\(value)"
        if let metaRange {
            let isEmpty = metaRange.count <= 2
            let place = (metaRange.lowerBound + 1)..<(metaRange.lowerBound + 1)
            splicer.replace(place, with: ByteBuffer(string: isEmpty ? member : member + ","))
        } else if let params {
            let place = (params.lowerBound + 1)..<(params.lowerBound + 1)
            splicer.replace(place, with: ByteBuffer(string: "\"_meta\":{\(member)},"))
        }
    }
}
