import Planner
import Spec
import Testing

/// What a terminal can show decides how a plan is laid out.
@Suite struct TerminalLayoutTests {
    @Test(arguments: [40, 60, 80, 100])
    func linesFitTheTerminal(width: Int) throws {
        let text = try ShownPlan.make().terminalText(TerminalStyle(width: width))
        for line in text.split(separator: "\n") where line.count > width {
            // A word alone, such as a digest, is not broken.
            #expect(line.drop { $0 == " " }.split(separator: " ").count <= 2, "\(line)")
        }
    }

    /// Breaking lines changes nothing but white space.
    @Test(arguments: [40, 72])
    func wrappingLosesNothing(width: Int) throws {
        let plan = try ShownPlan.make()
        let words = plan.terminalText().split { $0 == " " || $0 == "\n" }
        #expect(plan.terminalText(TerminalStyle(width: width)).split { $0 == " " || $0 == "\n" } == words)
    }

    @Test func furtherLinesBeginUnderTheText() throws {
        let words = (1...15).map { "word\($0)" }.joined(separator: " ")
        let server = try Fixtures.server { $0.environment = [EnvironmentVariable(name: "NOTE", value: words)] }
        let plan = Plan(from: try Fixtures.world(), to: try Fixtures.desired([server]))
        let text = plan.terminalText(TerminalStyle(width: 60))
        #expect(text.contains("\n                word"), "\(text)")
    }

    @Test func aTerminalWithoutUnicodeGetsASCII() throws {
        let text = try ShownPlan.make().terminalText(TerminalStyle(isASCII: true))
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
        #expect(text.contains("+/- replace (new before old)"))
        #expect(text.contains("(none) -> UTC"))
        #expect(text.contains("zones\\u{202E}"))
    }

    @Test func foreignLettersAreSpelledOutInASCII() throws {
        let server = try Fixtures.server { $0.environment = [EnvironmentVariable(name: "CITY", value: "Zürich")] }
        let plan = Plan(from: try Fixtures.world(), to: try Fixtures.desired([server]))
        #expect(plan.terminalText(TerminalStyle(isASCII: true)).contains("Z\\u{FC}rich"))
        #expect(plan.terminalText().contains("Zürich"))
    }
}
