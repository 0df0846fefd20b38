import JSONSchema
import ModelContextProtocol
import Spec

/// Refuses calls whose arguments do not fit their tool's input schema, in words by which a model can mend them
/// (specification 2025-11-25, server/tools, error handling).
struct ArgumentValidator: Interceptor {
    private static let maximumShown = 8

    func before(_ call: inout InterceptedCall) -> Interception {
        guard call.method == .toolsCall, let schema = call.inputSchema else { return .proceed }
        let violations = schema.violations(of: call.subject)
        guard !violations.isEmpty else { return .proceed }
        let lines = violations.prefix(Self.maximumShown).map { violation in
            let place = violation.instanceLocation.isEmpty ? "the arguments" : violation.instanceLocation
            return "- \(place): \(violation.message)"
        }
        let more = violations.count - lines.count
        let rest = more > 0 ? ["- and \(more) more"] : []
        return .refuse(
            (["The arguments do not fit the input schema of '\(call.target)':"] + lines + rest).joined(separator: "\n")
        )
    }
}
