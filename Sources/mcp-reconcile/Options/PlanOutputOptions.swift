import ArgumentParser
import Planner

/// The shape of a plan, and the files that it is written to.
struct PlanOutputOptions: ParsableArguments {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, jsonl, markdown
    }

    @Option(help: "Shape of the plan on standard output: text, json, jsonl or markdown.")
    var format: Format = .text

    @Option(help: "When to colour text: auto, always, never. NO_COLOR is honoured.")
    var color: OutputOptions.Color = .auto

    @Option(help: ArgumentHelp("Write the plan as JSON to this file as well.", valueName: "file"))
    var jsonInto: String?

    @Option(help: ArgumentHelp("Save the plan: 'apply FILE' carries out it and no other.", valueName: "file"))
    var out: String?

    /// Prints the plan, and writes the files that were asked for.
    func write(_ plan: Plan) throws {
        switch format {
        case .text: Console.output.write(plan.terminalText(TerminalStyle(.output, color: color)))
        case .json: Console.output.line(plan.json)
        case .jsonl: Console.output.write(plan.jsonLines)
        case .markdown: Console.output.write(plan.markdown)
        }
        if let jsonInto { try WrittenFile(path: jsonInto).write(plan.json + "\n") }
        if let out { try save(plan, to: out) }
    }

    private func save(_ plan: Plan, to path: String) throws {
        try WrittenFile(path: path).write(plan.json(createdAt: UTCTime.now.text) + "\n")
        Console.error.line("Saved. To carry out this plan and no other:")
        Console.error.line("  mcp-reconcile apply \(path) --expect \(plan.digest)")
    }
}
