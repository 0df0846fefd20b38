import ArgumentParser

/// The shape of what an apply tells.
struct ApplyOutputOptions: ParsableArguments {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, jsonl
    }

    @Option(
        help: ArgumentHelp(
            "Shape of the result on standard output: text, json or jsonl.",
            discussion: "jsonl is one event a line while it happens, from the plan to the summary."
        )
    )
    var format: Format = .text

    @Option(help: "When to colour text: auto, always, never. NO_COLOR is honoured.")
    var color: OutputOptions.Color = .auto

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 if the engine was changed and all went well.")
    var hasDetailedExitCode = false
}
