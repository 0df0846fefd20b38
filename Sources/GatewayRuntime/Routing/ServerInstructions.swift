import Spec

/// The servers' own words on how to use them, as one text with a section for each.
struct ServerInstructions {
    /// Characters of one server's section; what is longer is cut.
    private static let maximumSection = 4000
    /// Characters of all.
    private static let maximumText = 32_000

    /// Nil if no server says anything.
    let text: String?

    init(_ sources: [RouteTable.Source]) {
        let sections = sources.compactMap { source -> String? in
            guard let words = source.offering.instructions, !words.isEmpty else { return nil }
            return "## \(source.server.name)\n\n\(words.prefix(Self.maximumSection))"
        }
        text = sections.isEmpty ? nil : String(sections.joined(separator: "\n\n").prefix(Self.maximumText))
    }
}
