/// The envelope of one JSON-RPC message.
struct Request {
    private(set) var id: JSONValue?
    private(set) var method: JSONValue?
    private(set) var params: JSONValue?

    /// Nil if the bytes are no JSON object.
    init?(_ bytes: ArraySlice<UInt8>) {
        var (id, method, params): (JSONValue?, JSONValue?, JSONValue?)
        let isObject = JSONValue(bytes: bytes).forEachMember { name, value in
            if name.isString("id") {
                id = value
            } else if name.isString("method") {
                method = value
            } else if name.isString("params") {
                params = value
            }
        }
        guard isObject else { return nil }
        (self.id, self.method, self.params) = (id, method, params)
    }
}
