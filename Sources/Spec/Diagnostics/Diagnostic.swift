/// One mistake in a manifest, worded for the person who can correct it.
package struct Diagnostic: Hashable, Sendable, Error {
    /// A second place that explains the first.
    package struct Related: Hashable, Sendable {
        package let message: String
        package let location: SourceLocation

        package init(message: String, location: SourceLocation) {
            self.message = message
            self.location = location
        }
    }

    /// How much a finding matters.
    package enum Severity: String, Hashable, Sendable, CaseIterable {
        /// The manifests are wrong, and nothing is done with them.
        case error
        /// Allowed, and probably not meant.
        case warning
        /// Allowed, and better otherwise.
        case note
    }

    package let code: DiagnosticCode
    package let severity: Severity
    /// What is wrong, in one sentence without a full stop; quoted manifest text is not escaped yet.
    package let message: String
    package let location: SourceLocation
    /// What to do about it, such as `did you mean 'env'?`.
    package let suggestion: String?
    package let related: Related?
    /// What can be written at the location instead, if the suggestion is so certain that a program may do it.
    package let replacement: String?

    package init(
        _ code: DiagnosticCode,
        _ message: String,
        at location: SourceLocation,
        severity: Severity = .error,
        suggestion: String? = nil,
        related: Related? = nil,
        replacement: String? = nil
    ) {
        self.severity = severity
        self.replacement = replacement
        self.code = code
        self.message = message
        self.location = location
        self.suggestion = suggestion
        self.related = related
    }
}

extension Diagnostic: Comparable {
    /// By place, then code, then wording: the order in which a report shows them.
    package static func < (left: Self, right: Self) -> Bool {
        if left.location != right.location { return left.location < right.location }
        return (left.code.rawValue, left.message) < (right.code.rawValue, right.message)
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The first line of the rendered form: `path:line:column: error[MCPR0112]: message`.
    package var description: String {
        UntrustedText.escaping("\(location): \(severity.rawValue)[\(code.rawValue)]: \(message)")
    }
}
