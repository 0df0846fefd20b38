/// The JSON Schemas of the manifest files, generated from the field tables that the decoder uses.
package enum ManifestSchema: String, Hashable, Sendable, CaseIterable {
    case profile, repository, server

    /// The file under `schemas/` that holds it.
    package var fileName: String { "\(rawValue).schema.json" }

    /// The schema as JSON Schema draft-07, with sorted keys and a final line break.
    package var json: String {
        preconditionFailure("not written yet")
    }
}
