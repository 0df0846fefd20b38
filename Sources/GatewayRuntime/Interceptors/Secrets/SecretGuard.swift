import Logging
import NIOCore
import SecretScanning
import Spec

/// Keeps credentials out of what servers are asked, and out of what clients are answered.
struct SecretGuard: Interceptor {
    private let scanner: SecretScanner
    private let policy: SecretScanPolicy

    init(_ policy: SecretScanPolicy, allowing allowed: [String]) {
        scanner = SecretScanner(rules: SecretRule.all(except: Set(allowed)))
        self.policy = policy
    }

    func before(_ call: inout InterceptedCall) -> Interception {
        let scan = ScannedJSON(call.subject, scanner)
        guard !scan.findings.isEmpty else { return .proceed }
        note(scan, in: "arguments", of: call)
        switch policy {
        case .off, .warn: return .proceed
        case .redact:
            call.replaceSubject(with: scan.redacted)
            return .proceed
        case .block: return .refuse("The gateway blocked the request: its arguments hold \(scan.kinds).")
        }
    }

    func after(_ call: InterceptedCall, _ answer: inout InterceptedAnswer) -> Interception {
        let scan = ScannedJSON(answer.payload, scanner)
        guard !scan.findings.isEmpty else { return .proceed }
        note(scan, in: "answer", of: call)
        switch policy {
        case .off, .warn: return .proceed
        case .redact:
            answer.replacePayload(with: scan.redacted)
            return .proceed
        case .block:
            return .refuse("The gateway blocked the answer of the server '\(call.server)': it holds \(scan.kinds).")
        }
    }

    private func note(_ scan: ScannedJSON, in part: String, of call: InterceptedCall) {
        Logger.current.warning(
            "a credential was found",
            metadata: [
                "mcp.server": "\(call.server)",
                "mcp.target": "\(UntrustedText.escaping(String(call.target.prefix(128))))",
                "request.id": "\(call.requestID)", "part": "\(part)", "kinds": "\(scan.kinds)",
                "policy": "\(policy.rawValue)",
            ]
        )
    }
}
