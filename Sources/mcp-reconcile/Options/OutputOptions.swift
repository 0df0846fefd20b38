import ArgumentParser
import FoundationEssentials
import Glibc

/// The shape of a command's result.
struct OutputOptions: ParsableArguments {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    enum Color: String, CaseIterable, ExpressibleByArgument {
        case auto, always, never
    }

    @Option(help: "Shape of the result on standard output: text or json.")
    var format: Format = .text

    @Option(help: "When to colour text: auto, always, never. NO_COLOR is honoured.")
    var color: Color = .auto

    /// True if text for standard output may carry colour.
    var usesColor: Bool { usesColor(on: .output) }

    func usesColor(on console: Console) -> Bool { color.isOn(console) }

    /// Colour on a terminal whose user did not refuse it.
    static func defaultColor(on console: Console) -> Bool {
        console.isTerminal && !isColorRefused
    }

    private static var isColorRefused: Bool {
        let environment = ProcessInfo.processInfo.environment
        return !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
    }
}

extension OutputOptions.Color {
    /// True if text for the console may carry colour.
    func isOn(_ console: Console) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto: OutputOptions.defaultColor(on: console)
        }
    }
}
