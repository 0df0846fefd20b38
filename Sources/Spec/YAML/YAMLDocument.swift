/// One manifest file, parsed as far as it can be.
struct YAMLDocument: Sendable {
    /// Nil if the file is empty or unreadable.
    let root: YAMLNode?
    /// Every mistake of the YAML itself.
    let diagnostics: [Diagnostic]

    /// A file that is not even looked at as YAML.
    init(broken problem: Diagnostic) {
        root = nil
        diagnostics = [problem]
    }

    init(bytes: [UInt8], file: String, limits: YAMLLimits = .standard) {
        do {
            let manifest = try ManifestText(bytes, file: file, limits: limits)
            var composer = YAMLComposer(manifest, limits: limits)
            root = composer.document()
            diagnostics = composer.diagnostics
        } catch {
            root = nil
            diagnostics = [error]
        }
    }
}
