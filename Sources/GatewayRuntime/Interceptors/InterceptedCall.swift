import ModelContextProtocol
import NIOCore
import Spec

/// A request as interceptors see it.
struct InterceptedCall: Sendable {
    /// The id under which logs and traces know the request.
    let requestID: CallID
    let session: ClientSession
    private let routed: RoutedRequest
    /// What they look at, as JSON: the arguments or, where a method has none, the parameters.
    private(set) var subject: ByteBuffer
    private(set) var isChanged = false
    /// Released when the request has ended.
    private var holds: [any AnyObject & Sendable] = []

    init(_ routed: RoutedRequest, in session: ClientSession) {
        requestID = routed.requestID
        self.session = session
        self.routed = routed
        subject = routed.request.subject(of: routed.destination)
    }

    var method: MCPMethod { routed.destination.method }

    /// The tool's or prompt's exposed name, or a URI.
    var target: String { routed.destination.target }

    /// Whether the subject is arguments, and not all parameters.
    var subjectIsArguments: Bool { routed.destination.hasArguments }

    /// Where the subject stands in the client's message; nil if the client sent nothing of it.
    var subjectRange: Range<Int>? { routed.request.subjectRange(of: routed.destination) }

    /// What the client calls itself.
    var client: String? { session.clientName }

    var server: ServerName { routed.route.backend.address.server }

    /// What the tool's arguments have to look like.
    var inputSchema: LazySchema? { routed.route.inputSchema }

    /// The server's own name for it, if that is another.
    var originalName: String? { routed.route.originalName.flatMap { $0.string(at: 0..<$0.readableBytes) } }

    /// Who calls, as far as it can be told: a session, or everybody who has none.
    var caller: String { routed.request.isStateless ? "stateless" : session.id.text }

    /// Lets the request go on with something else.
    mutating func replaceSubject(with json: ByteBuffer) {
        subject = json
        isChanged = true
    }

    /// Keeps something for as long as the request is under way.
    mutating func hold(_ thing: any AnyObject & Sendable) {
        holds.append(thing)
    }
}

/// What the client is about to get.
struct InterceptedAnswer: Sendable {
    /// The `result` member of the response or, if it is an error, the `error` member, as JSON.
    private(set) var payload: ByteBuffer
    private(set) var isError: Bool
    private(set) var isChanged = false

    init(payload: ByteBuffer, isError: Bool) {
        (self.payload, self.isError) = (payload, isError)
    }

    mutating func replacePayload(with json: ByteBuffer) {
        payload = json
        isChanged = true
    }

    /// The client gets a result instead.
    mutating func replace(withResult json: ByteBuffer) {
        replacePayload(with: json)
        isError = false
    }
}

extension ClientRequest {
    fileprivate func subjectRange(of destination: Destination) -> Range<Int>? {
        destination.hasArguments ? envelope.arguments : envelope.params
    }

    /// The arguments or, where a method has none, the parameters, as JSON.
    func subject(of destination: Destination) -> ByteBuffer {
        subjectRange(of: destination).map { message.piece($0) } ?? ByteBuffer(string: "{}")
    }
}

extension Destination {
    /// Whether requests have an `arguments` member, apart from other parameters.
    fileprivate var hasArguments: Bool {
        switch self {
        case .tool, .prompt: true
        case .resource, .completionOfPrompt, .completionOfTemplate: false
        }
    }

    /// The member of a result's `_meta` that says under which id logs and traces know the request.
    private static let requestIDKey = "mcp-reconcile.dev/requestId"

    /// A refusal of the gateway in the form that the request's kind has for it: a tool's is a result that models read.
    ///
    /// The id leads from what a client shows to the logs and traces.
    func refusal(_ text: String, of request: CallID) -> InterceptedAnswer {
        if case .tool = self {
            let result = Message.toolErrorResult(text, meta: #"{"\#(Self.requestIDKey)":"\#(request)"}"#)
            return InterceptedAnswer(payload: result, isError: false)
        }
        let data = #"{"source":"gateway","requestId":"\#(request)"}"#
        let code = JSONRPCErrorCode.internalError.rawValue
        let json = #"{"code":\#(code),"message":\#(JSONString.quoting(text)),"data":\#(data)}"#
        return InterceptedAnswer(payload: ByteBuffer(string: json), isError: true)
    }
}
