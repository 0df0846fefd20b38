extension KeyedDecodingContainer {
    /// The list under `key`; empty if it is absent or null, which is how Go writes an empty slice.
    func decodeList<Element: Decodable>(_ key: Key, of element: Element.Type = Element.self) throws -> [Element] {
        try decodeIfPresent([Element].self, forKey: key) ?? []
    }

    /// The map under `key`; empty if it is absent or null.
    func decodeMap(_ key: Key) throws -> [String: String] {
        try decodeIfPresent([String: String].self, forKey: key) ?? [:]
    }

    /// The text under `key`; empty if it is absent or null.
    func decodeText(_ key: Key) throws -> String {
        try decodeIfPresent(String.self, forKey: key) ?? ""
    }

    /// The flag under `key`; false if it is absent or null.
    func decodeFlag(_ key: Key) throws -> Bool {
        try decodeIfPresent(Bool.self, forKey: key) ?? false
    }
}
