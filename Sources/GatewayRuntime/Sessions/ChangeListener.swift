import ModelContextProtocol
import NIOCore

/// An open `subscriptions/listen` request (specification 2026-07-28, basic/utilities/subscriptions): it is told what it
/// asked for, and nothing else.
struct ChangeListener: Sendable {
    let request: ClientRequest
    private let methods: Set<MCPMethod>
    let uris: Set<String>

    /// Resources that one request may listen to.
    private static let maximumResources = 1024

    /// Reads what is asked for; nil if the request does not say.
    init?(_ request: ClientRequest) {
        let params = request.envelope.params.flatMap { try? JSONText(request.message.piece($0)) }
        guard let wanted = params?["notifications"], wanted.isObject else { return nil }
        self.request = request
        let lists: [(String, MCPMethod)] = [
            ("toolsListChanged", .toolListChanged), ("promptsListChanged", .promptListChanged),
            ("resourcesListChanged", .resourceListChanged),
        ]
        methods = Set(lists.filter { wanted[$0.0]?.boolean == true }.map(\.1))
        let resources = wanted["resourceSubscriptions"]?.elements ?? []
        uris = Set(resources.prefix(Self.maximumResources).compactMap(\.string))
    }

    /// Says what of it is honoured: the first message of the stream.
    func acknowledge() {
        var members: [String] = []
        if methods.contains(.toolListChanged) { members.append(#""toolsListChanged":true"#) }
        if methods.contains(.promptListChanged) { members.append(#""promptsListChanged":true"#) }
        if methods.contains(.resourceListChanged) { members.append(#""resourcesListChanged":true"#) }
        if !uris.isEmpty {
            let list = uris.sorted().map(JSONString.quoting).joined(separator: ",")
            members.append(#""resourceSubscriptions":[\#(list)]"#)
        }
        tell(.subscriptionsAcknowledged, #""notifications":{\#(members.joined(separator: ","))}"#)
    }

    func listsChanged(_ kinds: Set<ListKind>) {
        for method in Set(kinds.map(\.changed)).intersection(methods).sorted(by: { $0.rawValue < $1.rawValue }) {
            tell(method)
        }
    }

    /// `uri` may be a part of a resource that is listened to.
    func resourceUpdated(_ uri: String) {
        guard uris.contains(where: { uri == $0 || uri.hasPrefix($0 + "/") }) else { return }
        tell(.resourceUpdated, #""uri":\#(JSONString.quoting(uri))"#)
    }

    /// The gateway ends it: the result is empty.
    func end() {
        request.finish(result: ByteBuffer(string: "{\(meta)}"))
    }

    private var meta: String {
        #""_meta":{"io.modelcontextprotocol/subscriptionId":\#(String(buffer: request.id))}"#
    }

    private func tell(_ method: MCPMethod, _ member: String? = nil) {
        let params = "{" + [member, meta].compactMap { $0 }.joined(separator: ",") + "}"
        request.pass(Message.notification(method.rawValue, params: params))
    }
}
