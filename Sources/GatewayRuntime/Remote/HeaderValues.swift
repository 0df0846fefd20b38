import Glibc
import NIOHTTP1
import Spec

/// The headers of a remote server with what only the gateway's host knows.
///
/// It has no description: values may be credentials.
struct HeaderValues: Sendable, CustomReflectable {
    /// What manifests can read of the gateway's environment begins with this: nothing that is there by chance.
    static let variablePrefix = "MCP_RECONCILE_SECRET_"

    let headers: HTTPHeaders

    var customMirror: Mirror { Mirror(self, children: []) }

    /// No headers.
    init() {
        headers = HTTPHeaders()
    }

    /// Fills in `${NAME}` from the variable `MCP_RECONCILE_SECRET_NAME` of the gateway's environment.
    ///
    /// - Throws: ``RemoteFailure`` that names the variable which is not set, or has a line break in it.
    init(
        _ values: [EnvironmentVariable],
        environment: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    ) throws(RemoteFailure) {
        var headers = HTTPHeaders()
        for value in values {
            headers.add(name: value.name, value: try Self.fill(value, environment))
        }
        self.headers = headers
    }

    private static func fill(
        _ header: EnvironmentVariable,
        _ environment: (String) -> String?
    ) throws(RemoteFailure) -> String {
        var result = ""
        var rest = header.value[...]
        while let match = rest.firstMatch(of: /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/) {
            let name = variablePrefix + match.1
            guard let value = environment(name) else {
                throw RemoteFailure("needs the variable \(name) for its header '\(header.name)', and it is not set")
            }
            guard !value.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
                throw RemoteFailure("cannot use the variable \(name) in a header: it has control characters in it")
            }
            result += rest[..<match.range.lowerBound] + value
            rest = rest[match.range.upperBound...]
        }
        return result + rest
    }
}
