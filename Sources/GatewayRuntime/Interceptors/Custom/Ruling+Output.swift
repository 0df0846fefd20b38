import ModelContextProtocol
import NIOCore
import Spec

extension Ruling {
    /// Members that a result has, by which it is known when it stands alone, as interceptors of Docker's MCP Gateway
    /// write it.
    private static let resultMembers = ["content", "structuredContent", "messages", "contents", "completion"]

    /// Reads what an interceptor says: nothing lets the message pass as it is, `{"arguments":…}` changes a request,
    /// `{"result":…}` or a bare result answers it, and `{"error":"…"}` refuses it.
    ///
    /// - Throws: ``InterceptorFailure`` for anything else.
    init(interceptorOutput output: ByteBuffer, phase: InterceptorSpec.Phase) throws(InterceptorFailure) {
        guard output.readableBytesView.contains(where: { $0 > 0x20 }) else {
            self = .proceed
            return
        }
        guard let json = try? JSONText(output), json.isObject else {
            throw InterceptorFailure("wrote something that is no JSON object")
        }
        let keys = Set(json.keys)
        if keys.isEmpty {
            self = .proceed
        } else if let text = json["error"]?.string {
            self = .refuse(text)
        } else if phase == .before, let arguments = json["arguments"], arguments.isObject {
            self = .arguments(arguments.bytes)
        } else if let result = json["result"], result.isObject {
            self = .result(result.bytes)
        } else if !keys.isDisjoint(with: Self.resultMembers) {
            self = .result(json.bytes)
        } else {
            throw InterceptorFailure("wrote an object without 'arguments', 'result', 'error' or 'content'")
        }
    }
}
