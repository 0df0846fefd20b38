import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Spec

/// A document that somebody else publishes, fetched once: bounded in size and time, without redirects.
package struct FetchedDocument: Sendable {
    package let bytes: [UInt8]

    /// Why there is no document; safe to print.
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String

        fileprivate init(_ url: String, _ sentence: String) {
            description = UntrustedText.escaping("'\(url)' \(sentence)")
        }
    }

    /// Descriptions of servers are small.
    private static let largest = 1 << 20
    private static let limit: Duration = .seconds(30)

    /// Fetches a document over HTTPS; plain HTTP and addresses that are not of the Internet need to be allowed.
    package init(at url: String, allowingPrivateAddresses: Bool) async throws(Failure) {
        guard url.hasPrefix("https://") || allowingPrivateAddresses && url.hasPrefix("http://") else {
            throw Failure(url, "is no https URL")
        }
        guard let name = ServerName("document") else { preconditionFailure("a word is a server's name") }
        let server = RemoteServer(
            serving: ServingPolicy(name: name),
            declaredAt: SourceLocation(file: url, line: 1, column: 1),
            transport: .streamable,
            url: url,
            allowsPrivateAddresses: allowingPrivateAddresses
        )
        do {
            let http = try await RemoteHTTP(server)
            defer { http.shutdown() }
            bytes = try await Self.content(of: http, url)
        } catch let failure as Failure {
            throw failure
        } catch let failure as RemoteFailure {
            throw Failure(url, failure.sentence)
        } catch {
            throw Failure(url, "cannot be fetched: \(error)")
        }
    }

    private static func content(of http: RemoteHTTP, _ url: String) async throws -> [UInt8] {
        let response = try await http.send(.GET, to: url, headers: ["Accept": "application/json"], within: limit)
        guard response.status == .ok else {
            let isRedirect = (300..<400).contains(response.status.code)
            throw Failure(
                url,
                "answered with \(response.status)" + (isRedirect ? ", and redirects are not followed" : "")
            )
        }
        do {
            return Array((try await response.body.collect(upTo: largest)).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Failure(url, "is larger than \(largest) bytes")
        }
    }
}
