/// Why a manifest tree gave no desired state.
package enum LoadFailure: Error, Hashable, Sendable {
    /// The manifests were read, and their author has something to correct.
    case invalid(DiagnosticReport)
    /// The manifests could not be read.
    case unavailable(SpecError)
}

extension LoadFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalid(let report): report.description
        case .unavailable(let error): error.description
        }
    }
}
