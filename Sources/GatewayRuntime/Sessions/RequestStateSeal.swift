import Crypto
import FoundationEssentials
import ModelContextProtocol
import NIOCore
import Spec

/// What a server without handshakes wants back from a client, sealed: a client can neither read nor change it, and it is
/// good for nothing but coming again with the same request, for a while.
///
/// The key lives as long as the gateway, so a state is worth nothing elsewhere.
struct RequestStateSeal: Sendable {
    /// Tells sealed states from the handles of requests that the gateway keeps.
    private static let prefix = "sealed."
    /// How long people may think.
    static let patience: Duration = .seconds(600)

    struct Contents: Hashable, Sendable {
        let server: ServerName
        /// As the server sent it, a JSON string; nil if it wants nothing back.
        let state: ByteBuffer?
        /// The kept copy of the server that asked; nil for a shared server.
        let copy: String?
    }

    private let key = SymmetricKey(size: .bits256)

    static func isSealed(_ text: String) -> Bool { text.hasPrefix(prefix) }

    /// `now` is the time on the clock that ``open(_:for:at:)`` is given.
    func seal(_ contents: Contents, for request: ClientRequest, at now: Duration) -> String {
        let members = [
            #""until":\#((now + Self.patience).components.seconds)"#,
            #""server":\#(JSONString.quoting(contents.server.text))"#,
            contents.state.map { #""state":\#(String(buffer: $0))"# },
            contents.copy.map { #""copy":\#(JSONString.quoting($0))"# },
        ]
        let text = "{" + members.compactMap { $0 }.joined(separator: ",") + "}"
        // Sealing fails for texts of many gigabytes only.
        let box = try? AES.GCM.seal(Data(text.utf8), using: key, authenticating: Self.binding(of: request))
        guard let bytes = box?.combined else { preconditionFailure("a state is short enough to be sealed") }
        return Self.prefix + bytes.base64EncodedString()
    }

    /// Nil for a state that was not sealed here, or for another request, or too long ago.
    func open(_ text: String, for request: ClientRequest, at now: Duration) -> Contents? {
        // Whatever is wrong with it, the client is told the same.
        guard let data = Data(base64Encoded: String(text.dropFirst(Self.prefix.count))),
            let box = try? AES.GCM.SealedBox(combined: data),
            let opened = try? AES.GCM.open(box, using: key, authenticating: Self.binding(of: request)),
            let json = try? JSONText(ByteBuffer(bytes: opened)),
            let until = json["until"]?.integer, until > now.components.seconds,
            let server = json["server"]?.string.flatMap(ServerName.init)
        else { return nil }
        return Contents(server: server, state: json["state"]?.bytes, copy: json["copy"]?.string)
    }

    /// What the state is good for: this method, target and arguments.
    private static func binding(of request: ClientRequest) -> Data {
        var binding = Data()
        let parts = [request.envelope.method.map { request.message.piece($0) }] + request.target
        for part in parts {
            let bytes = part.map { Data($0.readableBytesView) }
            binding.append(Data("\(bytes?.count ?? -1):".utf8))
            binding.append(bytes ?? Data())
        }
        return Data(SHA256.hash(data: binding))
    }
}

extension ClientRequest {
    /// What a request is for, apart from its method.
    var target: [ByteBuffer?] {
        [envelope.name, envelope.uri, envelope.arguments].map { range in range.map { message.piece($0) } }
    }
}
