extension DiagnosticReport {
    /// The report as a JSON document: `format_version`, and one object per diagnostic.
    package var json: String {
        preconditionFailure("not written yet")
    }
}
