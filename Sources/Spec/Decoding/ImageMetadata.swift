/// What an image says of its server in the label `io.docker.server.metadata`, in the reference's narrow field set.
package struct ImageMetadata: Hashable, Sendable {
    package static let label = "io.docker.server.metadata"

    package var name: String?
    package var title: String?
    package var description: String?
    package var prefix: String?
    package var tools: [DocumentedTool]

    /// Reads the label's YAML; keys that the label does not carry authority for are ignored, as the reference does.
    ///
    /// - Throws: ``DiagnosticReport`` if the text is no YAML mapping, or a known field has the wrong type.
    package init(label text: String) throws(DiagnosticReport) {
        preconditionFailure("not written yet")
    }
}
