import FoundationEssentials
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// One call of the Engine API.
struct EngineRequest: Sendable {
    var method: HTTPMethod
    /// Without the version's prefix; already percent-encoded.
    var path: String
    var query: [(name: String, value: String)] = []
    var body: ByteBuffer?
    /// What is attempted, as it reads after "cannot".
    var doing: String
    /// From the call to the end of its answer; nil takes the client's.
    var deadline: Duration?

    /// True if sending it twice is the same as sending it once.
    var isSafe: Bool { method == .GET || method == .HEAD }

    /// The path and query as the request line carries them.
    func target(version: APIVersion?) -> String {
        let prefix = version.map { "/v\($0)" } ?? ""
        let items = query.map { "\($0.name)=\(PercentEncoding.everything.encode($0.value))" }
        return prefix + path + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
    }
}

extension EngineRequest {
    static func get(_ path: String, query: [(name: String, value: String)] = [], doing: String) -> Self {
        Self(method: .GET, path: path, query: query, doing: doing)
    }

    static func post(
        _ path: String,
        query: [(name: String, value: String)] = [],
        doing: String,
        deadline: Duration? = nil
    ) -> Self {
        Self(method: .POST, path: path, query: query, doing: doing, deadline: deadline)
    }

    static func delete(_ path: String, query: [(name: String, value: String)] = [], doing: String) -> Self {
        Self(method: .DELETE, path: path, query: query, doing: doing)
    }

    /// The same request with `value` as its JSON body, keys sorted.
    ///
    /// - Throws: ``EngineError`` with code `badRequest` for a value that JSON cannot express.
    func with(json value: some Encodable) throws(EngineError) -> Self {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            var copy = self
            copy.body = try encoder.encodeAsByteBuffer(value, allocator: ByteBufferAllocator())
            return copy
        } catch {
            throw EngineError(code: .badRequest, doing: doing, message: "the request cannot be written", cause: error)
        }
    }
}
