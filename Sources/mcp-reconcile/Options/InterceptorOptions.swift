import ArgumentParser
import GatewayRuntime
import Spec

/// What requests and answers pass in the gateway; options win over the profile.
struct InterceptorOptions: ParsableArguments {
    @Option(
        name: .customLong("interceptor"),
        help: ArgumentHelp(
            "Run something before or after every tool call: before|after:exec|docker|http:ARGUMENT. May be repeated.",
            valueName: "spec"
        )
    )
    var interceptors: [Interceptor] = []

    @Option(
        name: .customLong("interceptor-timeout"),
        help: ArgumentHelp("How long an interceptor of --interceptor may take, in seconds.", valueName: "seconds")
    )
    var timeout = 10

    @Option(
        name: .customLong("interceptor-failure"),
        help: "What becomes of a call if an interceptor of --interceptor fails: closed refuses it, open lets it pass."
    )
    var failure = InterceptorSpec.FailurePolicy.closed

    @Flag(name: .customLong("allow-exec-interceptors"), help: "Run commands that the profile names as interceptors.")
    var allowsCommands = false

    @Option(
        name: .customLong("secret-scan"),
        help: "What becomes of requests and answers with a credential in them: block, redact, warn or off."
    )
    var secretScan: SecretScanPolicy?

    @Option(
        name: .customLong("allow-secret"),
        help: ArgumentHelp("Leave a rule of the secret scan out. May be repeated.", valueName: "rule")
    )
    var allowedSecrets: [String] = []

    @Flag(
        name: .customLong("validate-arguments"),
        inversion: .prefixedNo,
        help: "Refuse calls whose arguments do not fit the tool's input schema."
    )
    var validatesArguments: Bool?

    @Option(
        name: .customLong("rate-limit"),
        help: ArgumentHelp("Calls that one session may make in a minute.", valueName: "count")
    )
    var callsPerMinute: Int?

    @Option(
        name: .customLong("concurrency-limit"),
        help: ArgumentHelp("Calls that one server may have under way.", valueName: "count")
    )
    var concurrentCalls: Int?

    /// Whether nothing was said.
    var isEmpty: Bool {
        interceptors.isEmpty && !allowsCommands && secretScan == nil && allowedSecrets.isEmpty
            && validatesArguments == nil && callsPerMinute == nil && concurrentCalls == nil
    }

    func validate() throws {
        for (name, value) in [("--rate-limit", callsPerMinute), ("--concurrency-limit", concurrentCalls)] {
            if let value, value < 1 { throw ValidationError("\(name) is at least 1.") }
        }
        guard (1...3600).contains(timeout) else {
            throw ValidationError("--interceptor-timeout is a number of seconds from 1 to 3600.")
        }
    }

    var options: InterceptionOptions {
        InterceptionOptions(
            secretScan: secretScan,
            allowedSecrets: allowedSecrets,
            validatesArguments: validatesArguments,
            limits: CallLimits(callsPerMinute: callsPerMinute, concurrentCalls: concurrentCalls),
            interceptors: interceptors.map { interceptor in
                var spec = interceptor.spec
                (spec.timeout, spec.onFailure) = (.seconds(timeout), failure)
                return spec
            },
            allowsCommandsOfProfile: allowsCommands
        )
    }

    /// An interceptor as it is written on the command line.
    struct Interceptor: ExpressibleByArgument {
        let spec: InterceptorSpec

        init?(argument: String) {
            guard let spec = try? InterceptorSpec(parsing: argument) else { return nil }
            self.spec = spec
        }
    }
}

extension SecretScanPolicy: ExpressibleByArgument {}
extension InterceptorSpec.FailurePolicy: ExpressibleByArgument {}
