/// The JSON-RPC messages that the load consists of.
enum Messages {
    static let initialize = """
        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},\
        "clientInfo":{"name":"bench","version":"1"}}}
        """
    static let initialized = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#
    static let listTools = #"{"jsonrpc":"2.0","id":0,"method":"tools/list"}"#

    private static let payload = String(repeating: "0123456789", count: 10)

    /// A call of the example server's `echo` with a message of 100 bytes.
    static func call(id: Int) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":"#
            + #"{"name":"echo","arguments":{"message":"\#(payload)"}}}"#
    }

    /// What the example server answers to such a call.
    static let echoAnswer =
        #"{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"\#(payload)"}],"tool":"echo"}}"#

    private static let idMember = Array(#""id":"#.utf8)

    /// The number behind the first `"id":`, or nil if the message has none.
    static func id(of message: ArraySlice<UInt8>) -> Int? {
        var index = message.startIndex
        while index + idMember.count < message.endIndex {
            if message[index] == idMember[0], message[index..<index + idMember.count].elementsEqual(idMember) {
                let digits = message[(index + idMember.count)...].prefix { (0x30...0x39).contains($0) }
                return digits.isEmpty ? nil : digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            }
            index += 1
        }
        return nil
    }

    /// True if the message is the answer of a call that went well: it carries the payload back.
    static func isEcho(_ message: ArraySlice<UInt8>) -> Bool {
        message.count > payload.utf8.count + 40
    }
}
