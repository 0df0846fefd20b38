extension DiagnosticReport {
    /// The report as JUnit's XML: one test case for each diagnostic, which only an error fails.
    package var junit: String {
        let failures = diagnostics.count { $0.severity == .error }
        let cases = isEmpty ? ["    <testcase classname=\"manifests\" name=\"valid\"/>"] : diagnostics.map(\.junit)
        let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\" skipped=\"0\""
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites \(counts)>
              <testsuite name="mcp-reconcile validate" \(counts)>
            \(cases.joined(separator: "\n"))
              </testsuite>
            </testsuites>

            """
    }

    /// The report as annotations of GitHub's workflows, one line for each diagnostic.
    package var annotations: String {
        diagnostics.map { $0.annotation + "\n" }.joined()
    }
}

extension Diagnostic {
    fileprivate var junit: String {
        let name = "\(code.rawValue) \(location.line):\(location.column)"
        let text = [message, suggestion].compactMap { $0 }.joined(separator: "; ")
        let start = "    <testcase classname=\"\(Self.xml(location.file))\" name=\"\(Self.xml(name))\">"
        let words = Self.xml(text)
        let body =
            severity == .error
            ? "<failure type=\"\(code.rawValue)\" message=\"\(words)\">\(Self.xml("\(location)"))</failure>"
            : "<system-out>\(severity.rawValue): \(words)</system-out>"
        return "\(start)\(body)</testcase>"
    }

    private static func xml(_ text: String) -> String {
        UntrustedText.escaping(text)
            .replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    /// `::error file=…,line=…::message`, in which nothing of the manifests can begin another command.
    fileprivate var annotation: String {
        let level = severity == .note ? "notice" : severity.rawValue
        let text = [message, suggestion].compactMap { $0 }.joined(separator: "; ")
        let properties = [
            "file=\(Self.property(location.file))", "line=\(location.line)", "col=\(location.column)",
            "endColumn=\(location.column + location.length)", "title=\(code.rawValue)",
        ]
        return "::\(level) \(properties.joined(separator: ","))::\(Self.data(text))"
    }

    private static func data(_ text: String) -> String {
        UntrustedText.escaping(text).replacing("%", with: "%25")
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
