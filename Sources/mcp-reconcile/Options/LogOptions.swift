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

    /// Tells something that nobody may miss, whatever the level: as text or, where lines are JSON, as one of them.
    func announce(_ text: String, _ message: String, _ facts: KeyValuePairs<String, String>) {
        switch format {
        case .text: Console.error.write(text)
        case .json: Console.error.line(LineLogHandler.json(.notice, message, facts.map { ($0.key, $0.value) }))
        }
    }

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
