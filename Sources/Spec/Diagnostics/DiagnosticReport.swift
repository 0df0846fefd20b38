/// Everything that is wrong with the manifests of one run, in a stable order.
package struct DiagnosticReport: Error, Hashable, Sendable {
    /// Sorted by place, without duplicates.
    package let diagnostics: [Diagnostic]
    /// The text of the files that the diagnostics point into, by path, for the quoted lines.
    private let sources: [String: String]

    package init(_ diagnostics: [Diagnostic], sources: [String: String] = [:]) {
        self.diagnostics = Set(diagnostics).sorted()
        let files = Set(diagnostics.flatMap { [$0.location.file, $0.related?.location.file ?? $0.location.file] })
        self.sources = sources.filter { files.contains($0.key) }
    }

    /// Some diagnostics of another report, with its texts.
    init(_ diagnostics: [Diagnostic], of report: DiagnosticReport) {
        self.init(diagnostics, sources: report.sources)
    }

    /// True if nothing is an error.
    package var isValid: Bool { diagnostics.allSatisfy { $0.severity != .error } }

    /// Everything that is wrong with several readings of the same files.
    package func merged(with other: DiagnosticReport) -> DiagnosticReport {
        DiagnosticReport(
            diagnostics + other.diagnostics,
            sources: sources.merging(other.sources) { first, _ in first }
        )
    }

    package var isEmpty: Bool { diagnostics.isEmpty }

    /// The lines of the files that diagnostics point into, without their line breaks, by path.
    var lines: [String: [Substring]] {
        sources.mapValues { $0.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) }
    }
}

extension DiagnosticReport: CustomStringConvertible {
    package var description: String { text(isColored: false) }
}
