import Foundation
import NIOCore

/// Reads requests off a connection: enough of HTTP/1.1 for one known client.
struct FakeRequestParser {
    struct Malformed: Error {
        let text: String
    }

    private struct Head {
        var method: String
        var target: String
        var headers: [String: String]
    }

    private var buffer = ByteBuffer()
    private var head: Head?

    mutating func append(_ chunk: ByteBuffer) {
        buffer.writeImmutableBuffer(chunk)
    }

    /// The next whole request; nil until more bytes come.
    mutating func next() throws -> FakeRequest? {
        if head == nil { head = try readHead() }
        guard let head else { return nil }
        let length = head.headers["content-length"].flatMap { Int($0) } ?? 0
        guard let body = buffer.readBytes(length: length) else { return nil }
        self.head = nil
        return try Self.request(head, body)
    }

    private mutating func readHead() throws -> Head? {
        let bytes = Array(buffer.readableBytesView)
        let end = Array("\r\n\r\n".utf8)
        guard let length = (0...max(0, bytes.count - 4)).first(where: { bytes[$0...].starts(with: end) }) else {
            return nil
        }
        buffer.moveReaderIndex(forwardBy: length + 4)
        let lines = String(decoding: bytes[..<length], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3 else { throw Malformed(text: lines.first.map(String.init) ?? "") }
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (parts[0].lowercased(), parts.dropFirst().first.map { $0.drop { $0 == " " } } ?? "")
        }
        return Head(
            method: String(words[0]),
            target: String(words[1]),
            headers: Dictionary(headers.map { ($0, String($1)) }) { _, last in last }
        )
    }

    private static func request(_ head: Head, _ body: [UInt8]) throws -> FakeRequest {
        let parts = head.target.split(separator: "?", maxSplits: 1)
        guard var path = parts.first.map(String.init) else { throw Malformed(text: head.target) }
        var version: String?
        if let match = path.prefixMatch(of: /\/v([0-9]+\.[0-9]+)(?=\/)/) {
            version = String(match.1)
            path = String(path[match.range.upperBound...])
        }
        let query = parts.dropFirst().first.map(Self.query) ?? [:]
        return FakeRequest(
            method: head.method,
            path: path.removingPercentEncoding ?? path,
            query: query,
            apiVersion: version,
            headers: head.headers,
            body: body.isEmpty ? .null : try JSONValue(parsing: body)
        )
    }

    private static func query(_ text: Substring) -> [String: String] {
        let items = text.split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1).map {
                String($0).removingPercentEncoding ?? String($0)
            }
            return (parts[0], parts.dropFirst().first ?? "")
        }
        return Dictionary(items) { _, last in last }
    }
}
