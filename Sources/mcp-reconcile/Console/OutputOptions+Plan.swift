import Planner

extension OutputOptions {
    /// Prints a plan in the format that was asked for.
    func print(_ plan: Plan) {
        switch format {
        case .text: Console.output.write(plan.terminalText(TerminalStyle(.output, color: color)))
        case .json: Console.output.line(plan.json)
        }
    }
}
