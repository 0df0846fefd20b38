package import NIOCore

/// What a request without handshake must say of itself (specification 2026-07-28, basic): the revision, and what its
/// client can do.
package struct StatelessEnvelope: Sendable {
    private static let prefix = "io.modelcontextprotocol/"

    /// Why a request cannot be served as it describes itself.
    package struct Problem: Error, Hashable, Sendable {
        package let code: JSONRPCErrorCode
        package let text: String
        /// The error's data as JSON.
        package let data: String?

        package init(code: JSONRPCErrorCode, text: String, data: String? = nil) {
            (self.code, self.text, self.data) = (code, text, data)
        }
    }

    private let meta: JSONText
    package let version: StatelessVersion

    /// Reads a request's `_meta`.
    package init(_ message: ByteBuffer, _ envelope: Envelope) throws(Problem) {
        let params = envelope.params.flatMap { try? JSONText(message.piece($0)) }
        guard let meta = params?["_meta"], let text = meta[Self.prefix + "protocolVersion"]?.string else {
            let text = "'_meta' lacks '\(Self.prefix)protocolVersion'"
            throw Problem(code: .invalidParams, text: text)
        }
        guard let version = StatelessVersion(rawValue: text) else { throw Self.unsupported(text) }
        guard meta[Self.prefix + "clientCapabilities"]?.isObject == true else {
            throw Problem(code: .invalidParams, text: "'_meta' lacks '\(Self.prefix)clientCapabilities'")
        }
        if let problem = Self.problem(in: meta) { throw Problem(code: .invalidParams, text: problem) }
        (self.meta, self.version) = (meta, version)
    }

    /// What is wrong with the members that need not be there.
    private static func problem(in meta: JSONText) -> String? {
        if let level = meta[prefix + "logLevel"], level.string.flatMap(LogLevel.init) == nil {
            let levels = LogLevel.allCases.map(\.rawValue).joined(separator: ", ")
            return "'\(prefix)logLevel' in '_meta' is none of \(levels)"
        }
        if let client = meta[prefix + "clientInfo"], client["name"]?.string == nil || client["version"]?.string == nil {
            return "'\(prefix)clientInfo' in '_meta' lacks 'name' or 'version'"
        }
        return nil
    }

    /// The refusal of a revision that is not one of these.
    package static func unsupported(_ version: String) -> Problem {
        let supported = StatelessVersion.allCases.map { #""\#($0.rawValue)""# }.joined(separator: ",")
        let requested = JSONString.quoting(String(version.prefix(64)))
        return Problem(
            code: .unsupportedProtocolVersion,
            text: "the protocol version is not supported",
            data: #"{"supported":[\#(supported)],"requested":\#(requested)}"#
        )
    }

    /// Describes a request.
    ///
    /// - Parameters:
    ///   - client: The asking program's name and version, as JSON.
    ///   - capabilities: What it can be asked in the course of the request, as JSON.
    ///   - logLevel: The lowest level of the log messages that it wants; nil for none.
    /// - Returns: The members of `_meta`, as JSON.
    package static func members(client: String, capabilities: String, logLevel: LogLevel? = nil) -> String {
        let level = logLevel.map { #","\#(prefix)logLevel":"\#($0.rawValue)""# } ?? ""
        return #""\#(prefix)protocolVersion":"\#(StatelessVersion.latest.rawValue)","\#(prefix)clientInfo":\#(client),"#
            + #""\#(prefix)clientCapabilities":\#(capabilities)\#(level)"#
    }

    /// What the client can be asked.
    package var clientCapabilities: JSONText? { meta[Self.prefix + "clientCapabilities"] }

    /// The lowest level of the log messages that the client wants in the course of this request; nil for none.
    package var logLevel: LogLevel? { meta[Self.prefix + "logLevel"]?.string.flatMap(LogLevel.init) }
}
