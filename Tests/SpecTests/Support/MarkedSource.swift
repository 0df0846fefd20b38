@testable import Spec

/// Manifest text in which `«…»` encloses what a diagnostic must point at, and `‹…›` what it must refer to.
struct MarkedSource {
    let text: String
    private let primary: Mark?
    private let secondary: Mark?

    private struct Mark {
        let line: Int
        let column: Int
        var length = 0

        func ending(at end: Int) -> Mark { Mark(line: line, column: column, length: end - column) }
    }

    init(_ marked: String) {
        var (line, column) = (1, 1)
        var text = String.UnicodeScalarView()
        var (primary, secondary): (Mark?, Mark?) = (nil, nil)
        for scalar in marked.unicodeScalars {
            switch scalar {
            case "«": primary = Mark(line: line, column: column)
            case "»": primary = primary?.ending(at: column)
            case "‹": secondary = Mark(line: line, column: column)
            case "›": secondary = secondary?.ending(at: column)
            case "\n":
                (line, column) = (line + 1, 1)
                text.append(scalar)
            default:
                column += 1
                text.append(scalar)
            }
        }
        self.text = String(text)
        self.primary = primary
        self.secondary = secondary
    }

    func location(in file: String) -> SourceLocation? { primary.map { Self.location($0, file) } }
    func related(in file: String) -> SourceLocation? { secondary.map { Self.location($0, file) } }

    private static func location(_ mark: Mark, _ file: String) -> SourceLocation {
        SourceLocation(file: file, line: mark.line, column: mark.column, length: mark.length)
    }
}

extension Diagnostic {
    /// True if both places agree to the character, length included.
    func points(at location: SourceLocation?) -> Bool { self.location == location }
}
