import Logging
import ModelContextProtocol
import NIOCore
import Spec

/// A program or service of the user's that looks at requests or at answers.
struct CustomInterceptor: Interceptor {
    private let spec: InterceptorSpec
    private let runner: any InterceptorRunner

    init(_ spec: InterceptorSpec, runner: any InterceptorRunner) {
        (self.spec, self.runner) = (spec, runner)
    }

    func before(_ call: inout InterceptedCall) -> Interception {
        guard spec.phase == .before, covers(call) else { return .proceed }
        let (call, payload) = (call, InterceptorPayload(before: call))
        return .later { await rule(on: call, payload) }
    }

    func after(_ call: InterceptedCall, _ answer: inout InterceptedAnswer) -> Interception {
        guard spec.phase == .after, covers(call) else { return .proceed }
        let payload = InterceptorPayload(after: call, answer)
        return .later { await rule(on: call, payload) }
    }

    private func covers(_ call: InterceptedCall) -> Bool {
        spec.covers(method: call.method.rawValue, server: call.server.text, target: call.target)
    }

    private func rule(on call: InterceptedCall, _ payload: InterceptorPayload) async -> Ruling {
        do {
            let output = try await Deadline.run(within: spec.timeout) { try await runner.run(payload.json) }
            return try Ruling(interceptorOutput: output, phase: spec.phase)
        } catch {
            let problem = (error as? InterceptorFailure)?.description ?? "\(type(of: error))"
            Logger.current.warning(
                "an interceptor failed",
                metadata: [
                    "interceptor": "\(spec.phase.rawValue):\(spec.action.kind)", "request.id": "\(call.requestID)",
                    "problem": "\(problem)", "on.failure": "\(spec.onFailure.rawValue)",
                ]
            )
            guard spec.onFailure == .closed else { return .proceed }
            return .refuse("An interceptor of the gateway (\(spec.phase.rawValue):\(spec.action.kind)) \(problem).")
        }
    }
}

/// Runs an interceptor once.
protocol InterceptorRunner: Sendable {
    /// Gives it the payload, and returns what it says.
    ///
    /// - Throws: ``InterceptorFailure``; anything else only if it is cancelled.
    func run(_ payload: ByteBuffer) async throws -> ByteBuffer
}

/// Why an interceptor has said nothing that can be used.
struct InterceptorFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Follows "the interceptor".
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// More than this is no verdict.
    static let maximumOutput = 16 << 20
}

/// An interceptor that may not run on this host: what it covers is refused.
struct ForbiddenRunner: InterceptorRunner {
    func run(_ payload: ByteBuffer) async throws -> ByteBuffer {
        throw InterceptorFailure(
            "is a command from a manifest, which this gateway runs only if it was started with --allow-exec-interceptors"
        )
    }
}
