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
        return violations.isEmpty ? .proceed : .refuse(Self.refusal(of: violations, tool: call.target))
    }

    /// What is wrong with arguments, for a model.
    static func refusal(of violations: [Violation], tool: String) -> String {
        let lines = violations.prefix(maximumShown).map { violation in
            let place = violation.instanceLocation.isEmpty ? "the arguments" : violation.instanceLocation
            return "- \(place): \(violation.message)"
        }
        let more = violations.count - lines.count
        let rest = more > 0 ? ["- and \(more) more"] : []
        return (["The arguments do not fit the input schema of '\(tool)':"] + lines + rest).joined(separator: "\n")
    }
}
