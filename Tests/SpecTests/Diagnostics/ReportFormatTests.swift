import Foundation
import Testing

@testable import Spec

@Suite struct ReportFormatTests {
    private static let report = DiagnosticReport([
        Diagnostic(
            .unknownKey,
            "unknown key 'evn' <&\"> 100%",
            at: SourceLocation(file: "profiles/a b,c.yaml", line: 3, column: 5, length: 3),
            suggestion: "did you mean 'env'?",
            related: Diagnostic.Related(message: "here", location: SourceLocation(file: "b.yaml", line: 1, column: 1)),
            replacement: "env"
        ),
        Diagnostic(
            .latestTag,
            "forged\n::error::x \u{1B}[31m",
            at: SourceLocation(file: "z.yaml", line: 1, column: 1),
            severity: .warning
        ),
    ])

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// What SARIF 2.1.0 requires: §3.13 to §3.30.
    @Test func sarifHasWhatItsSpecificationRequires() throws {
        let log = try object(Self.report.sarif(version: "1.2.3"))
        #expect(log["version"] as? String == "2.1.0")
        #expect((log["$schema"] as? String)?.contains("sarif-2.1.0") == true)
        let run = try #require((log["runs"] as? [[String: Any]])?.first)
        let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
        #expect(driver["name"] as? String == "mcp-reconcile")
        let rules = try #require(driver["rules"] as? [[String: Any]])
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(results.count == 2)
        for result in results {
            let index = try #require(result["ruleIndex"] as? Int)
            #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
            #expect(["error", "warning", "note"].contains(try #require(result["level"] as? String)))
            #expect((result["message"] as? [String: Any])?["text"] is String)
            let location = try #require((result["locations"] as? [[String: Any]])?.first)
            let physical = try #require(location["physicalLocation"] as? [String: Any])
            let region = try #require(physical["region"] as? [String: Int])
            #expect(region.values.allSatisfy { $0 >= 1 })
        }
        let first = try #require(results.first)
        let text = Self.report.sarif(version: "1")
        #expect(text.contains("\"uri\": \"profiles/a%20b%2Cc.yaml\""))
        let fix = try #require((first["fixes"] as? [[String: Any]])?.first)
        let change = try #require((fix["artifactChanges"] as? [[String: Any]])?.first)
        let replacement = try #require((change["replacements"] as? [[String: Any]])?.first)
        #expect((replacement["insertedContent"] as? [String: String])?["text"] == "env")
        #expect((replacement["deletedRegion"] as? [String: Int]) == ["startLine": 3, "startColumn": 5, "endColumn": 8])
    }

    @Test func sarifOfNothingHasNoResults() throws {
        let log = try object(DiagnosticReport([]).sarif(version: "1"))
        let run = try #require((log["runs"] as? [[String: Any]])?.first)
        #expect((run["results"] as? [Any])?.isEmpty == true)
    }

    @Test func junitIsWellFormedAndOnlyErrorsFail() throws {
        #expect(
            Self.report.junit == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites tests="2" failures="1" errors="0" skipped="0">
                  <testsuite name="mcp-reconcile validate" tests="2" failures="1" errors="0" skipped="0">
                    <testcase classname="profiles/a b,c.yaml" name="MCPR0112 3:5"><failure type="MCPR0112" message="unknown \
                key 'evn' &lt;&amp;&quot;&gt; 100%; did you mean 'env'?">profiles/a b,c.yaml:3:5</failure></testcase>
                    <testcase classname="z.yaml" name="MCPR0701 1:1"><system-out>warning: forged\\n::error::x \
                \\u{1B}[31m</system-out></testcase>
                  </testsuite>
                </testsuites>

                """
        )
        #expect(DiagnosticReport([]).junit.contains("tests=\"1\" failures=\"0\""))
    }

    @Test func annotationsAreOneLineEachAndCannotBeForged() {
        #expect(
            Self.report.annotations == """
                ::error file=profiles/a b%2Cc.yaml,line=3,col=5,endColumn=8,title=MCPR0112::unknown key 'evn' <&"> 100%25; \
                did you mean 'env'?
                ::warning file=z.yaml,line=1,col=1,endColumn=2,title=MCPR0701::forged\\n::error::x \\u{1B}[31m

                """
        )
    }
}
