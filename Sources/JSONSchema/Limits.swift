extension Schema {
    /// How much a schema, and one validation by it, may cost.
    ///
    /// Schemas and instances both come from strangers.
    package struct Limits: Hashable, Sendable {
        /// The largest schema document, in bytes.
        package var schemaBytes = 1 << 20
        /// The most subschemas in one document.
        package var subschemas = 20_000
        /// The longest regular expression, in bytes; a longer one is ignored with a warning.
        package var patternBytes = 4096
        /// The deepest nesting of arrays and objects, in schemas and instances.
        package var nesting = 128
        /// The most `$ref`s followed one after the other at the same place of an instance.
        package var references = 64
        /// The most subschemas being applied within one another.
        package var depth = 500
        /// The work of one validation: about one step for each subschema, keyword or member looked at.
        package var steps = 2_000_000
        /// The most violations reported for one instance.
        package var violations = 16

        package init() {}
    }
}
