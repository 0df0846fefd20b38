import Spec
import Synchronization

extension Gateway {
    /// Lets requests pass the stages of a profile's settings from now on.
    ///
    /// Settings that are the same keep their stages, and what those have counted: else each commit would give every
    /// session its calls of a minute once more.
    func follow(_ settings: GatewaySettings) {
        guard state.withLock({ $0.settings != settings }) else { return }
        let (pipeline, messages) = (pipeline(for: settings), messages(for: settings))
        state.withLock { ($0.settings, $0.pipeline, $0.messages) = (settings, pipeline, messages) }
    }

    /// What is looked for in everything that goes to servers and clients; nil if nothing is.
    private func secrets(for settings: GatewaySettings) -> (policy: SecretScanPolicy, allowed: [String])? {
        let policy = interception.secretScan ?? settings.secretScan
        return policy == .off ? nil : (policy, interception.allowedSecrets + settings.allowedSecrets)
    }

    private func messages(for settings: GatewaySettings) -> MessageGuard? {
        secrets(for: settings).map { MessageGuard($0.policy, allowing: $0.allowed) }
    }

    /// The stages for a profile: limits, then what the user has put there, then what the gateway does itself, so that
    /// nothing a custom interceptor writes passes unseen.
    ///
    /// - Returns: Nil if there is nothing to pass.
    private func pipeline(for settings: GatewaySettings) -> InterceptorPipeline? {
        var stages: [any Interceptor] = []
        var limits = settings.limits
        limits.callsPerMinute = interception.limits.callsPerMinute ?? limits.callsPerMinute
        limits.concurrentCalls = interception.limits.concurrentCalls ?? limits.concurrentCalls
        if limits != CallLimits() { stages.append(CallLimiter(limits)) }
        let secrets = secrets(for: settings).map { SecretGuard($0.policy, allowing: $0.allowed) }
        let custom =
            interception.interceptors.map { interceptor($0, isTrusted: true) }
            + settings.interceptors.map { interceptor($0, isTrusted: interception.allowsCommandsOfProfile) }
        // Answers pass in the opposite order: what custom interceptors make of them is looked at, too.
        if !custom.isEmpty, let secrets { stages.append(AnswersOnly(secrets)) }
        stages += custom
        if let secrets { stages.append(secrets) }
        if interception.validatesArguments ?? settings.validatesArguments { stages.append(ArgumentValidator()) }
        guard !stages.isEmpty else { return nil }
        return InterceptorPipeline(stages) { [weak self] errand in self?.perform(errand) ?? false }
    }

    private func interceptor(_ spec: InterceptorSpec, isTrusted: Bool) -> any Interceptor {
        CustomInterceptor(spec, runner: runner(of: spec, isTrusted: isTrusted))
    }

    private func runner(of spec: InterceptorSpec, isTrusted: Bool) -> any InterceptorRunner {
        switch spec.action {
        case .exec(let command): return isTrusted ? ExecRunner(command: command) : ForbiddenRunner()
        case .http(let url): return HTTPRunner(url: url, timeout: spec.timeout)
        case .docker(let image, let arguments):
            guard let ephemerals else { return ForbiddenRunner() }
            let containers = OneShotContainers(engine: opening.engine, ephemerals: ephemerals, eventLoop: eventLoop)
            return DockerRunner(image: image, arguments: arguments, containers: containers)
        }
    }
}

/// A stage that leaves requests alone.
private struct AnswersOnly: Interceptor {
    private let stage: any Interceptor

    init(_ stage: any Interceptor) {
        self.stage = stage
    }

    func after(_ call: InterceptedCall, _ answer: inout InterceptedAnswer) -> Interception {
        // What no custom interceptor has changed was looked at before.
        answer.isChanged ? stage.after(call, &answer) : .proceed
    }
}
