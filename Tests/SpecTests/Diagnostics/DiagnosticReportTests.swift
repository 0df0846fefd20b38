import Foundation
import Testing

@testable import Spec

@Suite struct DiagnosticReportTests {
    private static func location(
        _ line: Int,
        _ column: Int,
        _ length: Int = 1,
        file: String = "a.yaml"
    ) -> Spec.SourceLocation {
        Spec.SourceLocation(file: file, line: line, column: column, length: length)
    }

    @Test func aDiagnosticShowsPlaceLineCaretAndHelp() {
        let diagnostic = Diagnostic(
            .unknownKey,
            "unknown key 'enviroment'",
            at: Self.location(2, 3, 10),
            suggestion: "did you mean 'env'?"
        )
        let report = DiagnosticReport([diagnostic], sources: ["a.yaml": "servers:\n  enviroment: {}\n"])
        #expect(
            report.text() == """
                a.yaml:2:3: error[MCPR0112]: unknown key 'enviroment'
                2 |   enviroment: {}
                  |   ^^^^^^^^^^
                  = help: did you mean 'env'?

                """
        )
    }

    @Test func theFirstDefinitionIsShownToo() {
        let related = Diagnostic.Related(message: "first defined here", location: Self.location(9, 1))
        let diagnostic = Diagnostic(.duplicateKey, "twice", at: Self.location(10, 1), related: related)
        let lines = (1...10).map { "k\($0): x" }.joined(separator: "\n")
        #expect(
            DiagnosticReport([diagnostic], sources: ["a.yaml": lines]).text() == """
                a.yaml:10:1: error[MCPR0104]: twice
                10 | k10: x
                   | ^
                   = note: a.yaml:9:1: first defined here
                 9 | k9: x
                   | ^

                """
        )
    }

    @Test func diagnosticsAreSortedAndNotRepeated() {
        let (first, second) = (
            Diagnostic(.badValue, "a", at: Self.location(1, 5)), Diagnostic(.badValue, "b", at: Self.location(2, 1))
        )
        let other = Diagnostic(.badValue, "c", at: Self.location(1, 1, file: "b.yaml"))
        #expect(DiagnosticReport([other, second, first, second]).diagnostics == [first, second, other])
    }

    @Test func manifestTextCannotSteerTheTerminal() {
        let diagnostic = Diagnostic(.unknownKey, "unknown key '\u{1B}[2J'", at: Self.location(1, 1, 4))
        let report = DiagnosticReport([diagnostic], sources: ["a.yaml": "\u{1B}[2J\u{202E}: 1"])
        #expect(!report.text().contains("\u{1B}"))
        #expect(!report.text().contains("\u{202E}"))
        #expect(!report.json.contains("\u{1B}"))
        #expect(report.text(isColored: true).contains("\u{1B}[1;31merror[MCPR0112]"))
    }

    @Test func caretsStandUnderTabsWideEscapesAndLongLines() throws {
        let tab = Diagnostic(.badValue, "x", at: Self.location(1, 2, 3))
        let tabbed = DiagnosticReport([tab], sources: ["a.yaml": "\tabc"]).text()
        #expect(tabbed.contains("1 |     abc\n  |     ^^^\n"))

        let long = Diagnostic(.badValue, "x", at: Self.location(1, 5_001, 2))
        let text = String(repeating: "a", count: 5_000) + "XY" + String(repeating: "b", count: 5_000)
        let lines = DiagnosticReport([long], sources: ["a.yaml": text]).text().split(separator: "\n")
        #expect(lines[1].count < 250)
        let caret = try #require(lines[2].firstIndex(of: "^"))
        let offset = lines[2].distance(from: lines[2].startIndex, to: caret)
        #expect(lines[1].dropFirst(offset).hasPrefix("XY"))
    }

    @Test(arguments: [(1, 1), (1, 99), (7, 1), (0, 0)])
    func aPlaceOutsideTheTextDoesNoHarm(line: Int, column: Int) {
        let diagnostic = Diagnostic(.syntax, "x", at: Self.location(line, column, 50))
        #expect(DiagnosticReport([diagnostic], sources: ["a.yaml": "ab"]).text().contains("MCPR0101"))
        #expect(DiagnosticReport([diagnostic]).text().contains("MCPR0101"))
    }

    @Test func jsonHoldsEveryPart() throws {
        let related = Diagnostic.Related(message: "first", location: Self.location(1, 1))
        let diagnostic = Diagnostic(
            .duplicateKey,
            "a \"quoted\" \u{7} key",
            at: Self.location(3, 4, 5),
            suggestion: "remove",
            related: related
        )
        let json = DiagnosticReport([diagnostic]).json
        let decoded = try JSONDecoder().decode(Document.self, from: Data(json.utf8))
        #expect(decoded.format_version == "1.0" && !decoded.valid)
        let shown = try #require(decoded.diagnostics.first)
        #expect(shown.code == "MCPR0104" && shown.message == "a \"quoted\" \u{7} key" && shown.suggestion == "remove")
        #expect(shown.location.line == 3 && shown.location.column == 4 && shown.location.length == 5)
        #expect(shown.related?.location.file == "a.yaml")
        #expect(DiagnosticReport([]).json.contains("\"valid\": true"))
    }

    private struct Document: Decodable {
        struct Place: Decodable {
            let file: String
            let line, column, length: Int
        }

        struct Related: Decodable {
            let location: Place
        }

        struct Shown: Decodable {
            let code, message, suggestion: String
            let location: Place
            let related: Related?
        }

        let format_version: String
        let valid: Bool
        let diagnostics: [Shown]
    }

    @Test func codesAreUniqueAndExplained() {
        let codes = DiagnosticCode.allCases
        #expect(Set(codes.map(\.rawValue)).count == codes.count)
        #expect(codes.allSatisfy { $0.rawValue.wholeMatch(of: /MCPR[0-9]{4}/) != nil })
        #expect(Set(codes.map(\.explanation)).count == codes.count)
        #expect(codes.allSatisfy { $0.explanation.hasSuffix(".") && !$0.explanation.contains("\n") })
    }
}
