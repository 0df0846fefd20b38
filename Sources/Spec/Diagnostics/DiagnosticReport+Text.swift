extension DiagnosticReport {
    /// Every diagnostic as `path:line:column: error[code]: message`, the source line, a caret, and help.
    package func text(isColored: Bool = false) -> String {
        preconditionFailure("not written yet")
    }
}
