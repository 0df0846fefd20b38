import ModelContextProtocol
import NIOCore
import Spec

/// A request as interceptors see it.
struct InterceptedCall: Sendable {
    /// The id under which logs and traces know the request.
    let requestID: String
    /// Who calls, as far as it can be told: a session, or everybody who has none.
    let caller: String
    let client: String?
    let method: MCPMethod
    /// The tool's or prompt's exposed name, or a URI.
    let target: String
    let server: ServerName
    /// The server's own name for it, if that is another.
    let originalName: String?
    /// What the tool's arguments have to look like.
    let inputSchema: LazySchema?
    /// Where what interceptors look at stands in the client's message; nil if the client sent nothing of it.
    ///
    /// It is the arguments or, where a method has none, the parameters.
    let subjectRange: Range<Int>?
    /// Whether these are the arguments, and not all parameters.
    let subjectIsArguments: Bool
    /// What stands there now, as JSON.
    private(set) var subject: ByteBuffer
    private(set) var isChanged = false
    /// Released when the request has ended.
    private var holds: [any AnyObject & Sendable] = []

    init(_ routed: RoutedRequest, in session: ClientSession, requestID: String) {
        let request = routed.request
        self.requestID = requestID
        caller = request.isStateless ? "stateless" : session.id.text
        client = session.clientName
        method = routed.destination.method
        target = routed.destination.target
        server = routed.route.backend.address.server
        originalName = routed.route.originalName.flatMap { $0.string(at: 0..<$0.readableBytes) }
        inputSchema = routed.route.inputSchema
        subjectIsArguments = routed.destination.hasArguments
        subjectRange = subjectIsArguments ? request.envelope.arguments : request.envelope.params
        subject = subjectRange.map { request.message.piece($0) } ?? ByteBuffer(string: "{}")
    }

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

extension Destination {
    /// Whether requests have an `arguments` member, apart from other parameters.
    fileprivate var hasArguments: Bool {
        switch self {
        case .tool, .prompt: true
        case .resource, .completionOfPrompt, .completionOfTemplate: false
        }
    }

    /// A refusal of the gateway in the form that the request's kind has for it: a tool's is a result that models read.
    func refusal(_ text: String) -> InterceptedAnswer {
        if case .tool = self { return InterceptedAnswer(payload: Message.toolErrorResult(text), isError: false) }
        let code = JSONRPCErrorCode.internalError.rawValue
        let json = #"{"code":\#(code),"message":\#(JSONString.quoting(text)),"data":{"source":"gateway"}}"#
        return InterceptedAnswer(payload: ByteBuffer(string: json), isError: true)
    }
}
