import Testing

@testable import Spec

/// Where comments are, without a parser.
@Suite struct CommentedLineTests {
    @Test(arguments: [
        ("a: 1", []), ("a: b#c", []), ("a: 1 #", []), ("a: 1 # why", ["why"]), ("# why", ["why"]), ("\t#why", ["why"]),
        ("a: 1 # why # twice", ["why # twice", "twice"]), ("## why", ["# why"]), ("a: é#b # ü", ["ü"]),
    ])
    func aCommentBeginsALineOrFollowsWhiteSpace(line: String, comments: [String]) {
        #expect(CommentedLine.all(in: line).flatMap(\.comments).map(String.init) == comments)
    }

    @Test(arguments: ["\n", "\r\n"])
    func linesAreCountedFromOneWhateverEndsThem(end: String) {
        let text = ["# one", "a: 1", "", "  # four", "b: 1 # five"].joined(separator: end)
        let lines = CommentedLine.all(in: text)
        #expect(lines.map(\.number) == [1, 4, 5])
        #expect(lines.map(\.isAlone) == [true, true, false])
    }

    @Test(arguments: [
        ("image: a # mcp-reconcile: ignore latest-tag", true),
        ("image: a # from the mirror # mcp-reconcile:  ignore  no-digest, latest-tag", true),
        ("image: a #mcp-reconcile:ignore latest-tag", true), ("image: a # mcp-reconcile: ignorelatest-tag", false),
        ("image: a # mcp-reconcile: ignore", false), ("image: a # reconcile: ignore latest-tag", false),
        ("image: a#mcp-reconcile: ignore latest-tag", false),
    ])
    func aRuleIsSilencedByItsName(line: String, isSilent: Bool) {
        let place = Spec.SourceLocation(file: "a.yaml", line: 1, column: 1)
        let finding = Diagnostic(.latestTag, "no tag", at: place, severity: .warning)
        #expect(LintComments(line).silence(finding) == isSilent)
    }
}
