/// `gateway` of a profile as its file says it.
struct GatewayDeclaration: Sendable {
    let naming: ToolNaming
    let secretScan: SecretScanPolicy
    let allowedSecrets: [String]
    let validatesArguments: Bool
    let limits: CallLimits

    static let format = Format.object(
        .optional(
            "naming",
            .word(ToolNaming.self),
            default: .automatic,
            "auto: a tool carries its server's name on a collision; prefix: always; bare: never."
        ),
        .optional(
            "secretScan",
            .word(SecretScanPolicy.self),
            default: .block,
            "What becomes of requests and answers with a credential in them: block, redact, warn, or off."
        ),
        .optional(
            "allowSecrets",
            .list(of: .string(.nonEmpty)),
            default: [],
            "Rules of the secret scan that do not apply."
        ),
        .optional(
            "validateArguments",
            .boolean,
            default: false,
            "True refuses calls whose arguments do not fit the tool's input schema."
        ),
        .optional("limits", limitsFormat, default: CallLimits(), "How much clients may ask for."),
        build: GatewayDeclaration.init
    )

    private static let limitsFormat = Format.object(
        .optional("callsPerMinute", count, "Calls that one session may make in a minute."),
        .optional("concurrentCalls", count, "Calls that one server may have under way."),
        build: CallLimits.init
    )

    private static let count = Format<Int64>.integer(in: 1...1_000_000).map { Int($0) }

    func settings(interceptors: [InterceptorSpec]) -> GatewaySettings {
        GatewaySettings(
            naming: naming,
            secretScan: secretScan,
            allowedSecrets: allowedSecrets,
            validatesArguments: validatesArguments,
            limits: limits,
            interceptors: interceptors
        )
    }
}
