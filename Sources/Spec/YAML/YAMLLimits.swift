/// How much a manifest may ask of its reader.
struct YAMLLimits: Sendable {
    /// Bytes of one file.
    var fileSize = 1 << 20
    /// Scalars and collections of one file, each alias counted as everything that it stands for.
    var nodes = 50_000
    /// Collections within collections, aliases expanded.
    var depth = 64

    static let standard = YAMLLimits()
}
