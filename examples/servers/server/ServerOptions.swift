/// How a server behaves beyond its tools: most of it is there to try a gateway's patience.
struct ServerOptions {
    /// The request at which a fault happens.
    enum Step: String {
        case initialize, list, call
    }

    /// Tools per page of `tools/list`.
    var pageSize = Int.max
    /// Ends the process instead of answering.
    var exitsAt: Step?
    /// Never answers this kind of request.
    var hangsAt: Step?
    /// Prints a line that is no JSON before anything else.
    var printsBanner = false
    /// Prints a line that is no JSON before every answer, and one to standard error.
    var isNoisy = false
    /// Refuses a second `initialize` on the same process.
    var initializesOnce = false
    /// The values of options that only one server knows, by name.
    private(set) var own: [String: String] = [:]

    /// `own` names the options with a value that only this server knows.
    init(_ arguments: some Sequence<String>, own known: Set<String> = []) throws(UsageError) {
        var arguments = arguments.makeIterator()
        while let option = arguments.next() {
            switch option {
            case "--banner": printsBanner = true
            case "--noise": isNoisy = true
            case "--initialize-once": initializesOnce = true
            case "--page-size": pageSize = try Self.parsed(arguments.next(), of: option) { Int($0) }
            case "--exit-at": exitsAt = try Self.parsed(arguments.next(), of: option) { Step(rawValue: $0) }
            case "--hang-at": hangsAt = try Self.parsed(arguments.next(), of: option) { Step(rawValue: $0) }
            case _ where known.contains(option): own[option] = try Self.parsed(arguments.next(), of: option) { $0 }
            default: throw UsageError(message: "unknown option \(option)")
            }
        }
        guard pageSize > 0 else { throw UsageError(message: "--page-size must be at least 1") }
    }

    private static func parsed<Value>(
        _ text: String?,
        of option: String,
        by parse: (String) -> Value?
    ) throws(UsageError) -> Value {
        guard let value = text.flatMap(parse) else { throw UsageError(message: "bad or missing value of \(option)") }
        return value
    }
}

/// What is wrong with the command line.
struct UsageError: Error {
    let message: String
}
