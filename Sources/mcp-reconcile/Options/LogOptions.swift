import ArgumentParser
import Logging

/// How much is logged, and in which shape.
struct LogOptions: ParsableArguments {
    enum Level: String, CaseIterable, ExpressibleByArgument {
        case trace, debug, info, notice, warning, error
    }

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    @Option(name: .customLong("log-level"), help: "Least level to log on standard error.")
    var level = Level.info

    @Option(name: .customLong("log-format"), help: "Shape of log lines.")
    var format = Format.text

    /// Installs the one log handler of the program.
    func bootstrap() {
        let (format, level) = (format, Logger.Level(rawValue: level.rawValue) ?? .info)
        LoggingSystem.bootstrap { _ in
            switch format {
            case .text: LineLogHandler(format: .text, level: level)
            case .json: LineLogHandler(format: .json, level: level)
            }
        }
    }
}
