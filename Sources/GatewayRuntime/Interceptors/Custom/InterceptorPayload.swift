import ModelContextProtocol
import NIOCore
import Spec

/// What an interceptor is given; `docs/interceptors.md` describes it.
struct InterceptorPayload: Sendable {
    /// The form of the payload; it only ever gains members.
    private static let version = 1

    /// One JSON object.
    let json: ByteBuffer

    init(before call: InterceptedCall) {
        json = Self.object("before", call) { _ in }
    }

    init(after call: InterceptedCall, _ answer: InterceptedAnswer) {
        json = Self.object("after", call) { buffer in
            buffer.writeString(answer.isError ? #","error":"# : #","result":"#)
            buffer.writeImmutableBuffer(answer.payload)
        }
    }

    private static func object(
        _ phase: String,
        _ call: InterceptedCall,
        _ more: (inout ByteBuffer) -> Void
    ) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeString(
            #"{"version":\#(version),"phase":"\#(phase)","method":"\#(call.method.rawValue)","#
                + #""requestId":\#(JSONString.quoting(call.requestID.description)),"server":\#(JSONString.quoting(call.server.text)),"#
                + #""target":\#(JSONString.quoting(call.target)),"#
                + #""name":\#(JSONString.quoting(call.originalName ?? call.target)),"#
                // A part is enough to tell sessions apart, and lets nobody in.
                + #""session":\#(JSONString.quoting(String(call.caller.prefix(8)))),"#
                + #""client":\#(call.client.map(JSONString.quoting) ?? "null"),"params":"#
        )
        if call.subjectIsArguments {
            buffer.writeString(#"{"name":\#(JSONString.quoting(call.target)),"arguments":"#)
            buffer.writeImmutableBuffer(call.subject)
            buffer.writeString("}")
        } else {
            buffer.writeImmutableBuffer(call.subject)
        }
        more(&buffer)
        buffer.writeString("}")
        buffer.joinLines()
        return buffer
    }
}
