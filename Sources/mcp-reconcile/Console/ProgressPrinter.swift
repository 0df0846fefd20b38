import Applier
import Planner
import Spec

/// Tells on standard error what an apply does while it does it: one line an operation that ended.
struct ProgressPrinter: Sendable {
    let isColored: Bool

    func print(_ event: ApplyEvent) {
        switch event {
        case .planned, .started: return
        case .noted(let note): line("·", .yellow, note)
        case .finished(let operation, let duration):
            line("✓", .green, "\(operation.address): \(operation.kind.pastTense) (\(Self.seconds(duration)))")
        case .failed(let operation, let failure):
            line("✗", .red, "\(operation.address): \(failure)")
        case .rolledBack(let operation, let error):
            line("✗", .red, "\(operation.address): rolled back: \(error.message)")
            error.standardError.forEach { Console.error.line("    stderr | \($0)") }
        case .withheld(let operation):
            line("-", .yellow, "\(operation.address): not done: \(operation.kind.pastTense)")
        }
    }

    private func line(_ symbol: String, _ color: TerminalColor, _ text: String) {
        Console.error.line("\(isColored ? color.wrap(symbol) : symbol) \(text)")
    }

    private static func seconds(_ duration: Duration) -> String {
        let milliseconds = Int(duration / .milliseconds(1))
        return milliseconds < 1_000 ? "\(milliseconds) ms" : "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100) s"
    }
}

/// The colours that the program's own lines use.
enum TerminalColor: Int {
    case red = 31
    case green = 32
    case yellow = 33

    func wrap(_ text: String) -> String { "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" }
}

extension Operation.Kind {
    /// What has been done, in one or two words.
    fileprivate var pastTense: String {
        switch self {
        case .pullImage(let image): "pulled \(image)"
        case .create: "created"
        case .admit: "started, handshake complete"
        case .drain: "drained"
        case .stop: "stopped"
        case .remove: "removed"
        }
    }
}
