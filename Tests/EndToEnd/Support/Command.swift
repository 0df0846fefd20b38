import Subprocess
import SystemPackage

/// A program with its arguments and what its environment has beyond that of the tests.
struct Command: Sendable {
    /// More output than this fails the run.
    private static let outputLimit = 4 << 20

    var executable: FilePath
    var arguments: [String]
    var environment: [String: String] = [:]
    var workingDirectory: FilePath?

    var configuration: Configuration {
        let changes = environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
        return Configuration(
            executable: .path(executable),
            arguments: Arguments(arguments),
            environment: .inherit.updating(Dictionary(uniqueKeysWithValues: changes)),
            workingDirectory: workingDirectory
        )
    }

    /// Runs to the end and collects what was printed.
    func run() async throws -> CommandResult {
        let result = try await Subprocess.run(
            configuration,
            output: .string(limit: Self.outputLimit),
            error: .string(limit: Self.outputLimit)
        )
        return CommandResult(
            status: ExitStatus(result.terminationStatus),
            output: result.standardOutput,
            error: result.standardError
        )
    }
}

/// What a command left behind.
struct CommandResult: Sendable, CustomStringConvertible {
    let status: ExitStatus
    let output: String
    let error: String

    var description: String { "\(status)\n--- output\n\(output)--- error\n\(error)" }
}

/// How a process ended, as a shell tells it: 128 and the signal's number for a signal.
struct ExitStatus: Hashable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    let code: Int

    init(integerLiteral code: Int) {
        self.code = code
    }

    init(_ status: TerminationStatus) {
        code =
            switch status {
            case .exited(let code): Int(code)
            case .signaled(let signal): 128 + Int(signal)
            }
    }

    var description: String { "exit status \(code)" }
}
