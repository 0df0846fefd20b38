/// A call that reached a fake engine.
package struct FakeRequest: Hashable, Sendable, CustomStringConvertible {
    package var method: String
    /// Without the version's prefix, percent-decoded.
    package var path: String
    package var query: [String: String]
    /// The version in the path, for example `1.41`.
    package var apiVersion: String?
    /// Names in lower case.
    package var headers: [String: String]
    package var body: JSONValue

    /// True if the call changes what the engine holds; attaching and waiting do not.
    package var isMutating: Bool {
        method != "GET" && method != "HEAD" && !path.hasSuffix("/attach") && !path.hasSuffix("/wait")
    }

    package var description: String { "\(method) \(path)" }
}

/// Which calls a fault applies to.
package struct RequestPattern: Hashable, Sendable {
    private let method: String?
    private let path: [Character]

    /// Every call.
    package static let any = RequestPattern(method: nil, path: "*")

    /// A read of a path without its version; `*` stands for any run of characters.
    package static func get(_ path: String) -> Self { Self(method: "GET", path: path) }
    package static func post(_ path: String) -> Self { Self(method: "POST", path: path) }
    package static func delete(_ path: String) -> Self { Self(method: "DELETE", path: path) }

    private init(method: String?, path: String) {
        self.method = method
        self.path = Array(path)
    }

    package func matches(_ request: FakeRequest) -> Bool {
        (method == nil || method == request.method) && Self.match(path[...], Array(request.path)[...])
    }

    private static func match(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return (text.startIndex...text.endIndex).contains { match(pattern.dropFirst(), text[$0...]) }
        }
        return text.first == first && match(pattern.dropFirst(), text.dropFirst())
    }
}
