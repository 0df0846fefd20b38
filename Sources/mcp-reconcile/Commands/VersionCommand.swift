import ArgumentParser

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the program's version.",
        discussion: """
            Example:
              mcp-reconcile version --format json
            """
    )

    @OptionGroup var output: OutputOptions

    func run() {
        switch output.format {
        case .text: Console.output.line("mcp-reconcile \(ProgramVersion.current.text)")
        case .json: Console.output.line(#"{"version":"\#(ProgramVersion.current.text)"}"#)
        }
    }
}
