import ModelContextProtocol
import NIOCore

/// What a server offers, as a file keeps it: one JSON object.
///
/// Definitions stand in it as the server wrote them, and are checked again as if the server had sent them.
struct InventoryDocument: Sendable {
    private static let version = "mcp-reconcile inventory v1"

    let bytes: ByteBuffer

    init(_ offering: Offering, of key: InventoryKey) {
        var bytes = ByteBuffer()
        bytes.writeString(#"{"format":\#(JSONString.quoting(Self.version)),"#)
        bytes.writeString(#""server":\#(JSONString.quoting("\(key.server)")),"#)
        bytes.writeString(#""identity":\#(JSONString.quoting(key.identity)),"handshake":\#(offering.handshake)"#)
        bytes.writeString(#","lists":{"#)
        for (index, kind) in offering.kinds.enumerated() {
            bytes.writeString(#"\#(index == 0 ? "" : ",")"\#(kind.rawValue)":{"\#(kind.rawValue)":["#)
            for (index, item) in offering[kind].enumerated() {
                if index > 0 { bytes.writeString(",") }
                bytes.writeImmutableBuffer(item.definition)
            }
            bytes.writeString("]}")
        }
        bytes.writeString("}}\n")
        self.bytes = bytes
    }

    /// What the bytes say that a server offers; nil if they are none of this program's, or of another server.
    static func offering(in bytes: ByteBuffer, of key: InventoryKey) -> Offering? {
        guard let text = try? JSONText(bytes), text["format"]?.string == version,
            text["server"]?.string == "\(key.server)", text["identity"]?.string == key.identity,
            let handshake = text["handshake"], handshake.isObject
        else { return nil }
        var offering = Offering(handshake: handshake)
        for kind in offering.kinds {
            guard let list = text["lists"]?[kind.rawValue]?.bytes,
                let page = try? ListPage(list, result: 0..<list.readableBytes, of: kind), page.invalid.isEmpty,
                Set(page.items.map(\.name)).count == page.items.count
            else { return nil }
            offering.lists[kind] = page.items
        }
        return offering
    }
}

extension Offering {
    /// The part of a handshake's result that this was made of, as JSON.
    fileprivate var handshake: String {
        var capabilities: [String] = []
        for kind in kinds where kind != .resourceTemplates {
            let isSubscribable = kind == .resources && hasSubscriptions
            capabilities.append(#""\#(kind.capability)":\#(isSubscribable ? #"{"subscribe":true}"# : "{}")"#)
        }
        if hasCompletions { capabilities.append(#""completions":{}"#) }
        if hasLogging { capabilities.append(#""logging":{}"#) }
        let words = instructions.map { #","instructions":\#(JSONString.quoting($0))"# } ?? ""
        return #"{"capabilities":{\#(capabilities.joined(separator: ","))}\#(words)}"#
    }
}
