import ArgumentParser
import Logging

/// How much is logged, and in which shape.
struct LogOptions: ParsableArguments {
    @Option(
        name: .customLong("log-level"),
        help: ArgumentHelp("Least level to log: trace, debug, info, notice, warning, error.", valueName: "level")
    )
    var level: Logger.Level = .info

    @Option(
        name: .customLong("log-format"),
        help: ArgumentHelp("Shape of log lines on standard error: text or json.", valueName: "format")
    )
    var format: LineLogHandler.Format = .text

    /// Installs the one log handler of the program; `quietly` hides what is no warning unless a level was asked for.
    func bootstrap() {
        LoggingSystem.bootstrap { [level, format] _ in LineLogHandler(format: format, level: level) }
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
extension LineLogHandler.Format: ExpressibleByArgument {}
