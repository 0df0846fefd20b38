package import Spec

/// Pieces of the JSON Schemas (draft-07) that are made from the values that the program can print.
extension CanonicalJSON {
    /// A schema of objects, as a file of its own.
    package static func schemaDocument(
        _ fileName: String,
        title: String,
        _ description: String,
        required: [String],
        _ properties: [String: CanonicalJSON]
    ) -> Self {
        .object([
            "$schema": .string("http://json-schema.org/draft-07/schema#"),
            "$id": .string("https://mcp-reconcile.dev/schemas/\(fileName)"),
            "title": .string(title), "description": .string(description), "type": .string("object"),
            "required": .strings(required), "additionalProperties": .bool(false), "properties": .object(properties),
        ])
    }

    package static func textSchema(_ description: String? = nil, pattern: String? = nil) -> Self {
        .eliding([
            ("description", description.map(CanonicalJSON.string)),
            ("type", .string("string")),
            ("pattern", pattern.map(CanonicalJSON.string)),
        ])
    }

    /// Whole numbers from 0 on.
    package static func countSchema(_ description: String) -> Self {
        .object(["description": .string(description), "type": .string("integer"), "minimum": .integer(0)])
    }

    package static func flagSchema(_ description: String) -> Self {
        .object(["description": .string(description), "type": .string("boolean")])
    }

    /// One of these words.
    package static func wordSchema(_ words: [String], _ description: String? = nil) -> Self {
        .eliding([("description", description.map(CanonicalJSON.string)), ("enum", .strings(words))])
    }

    package static func listSchema(_ description: String, of items: CanonicalJSON) -> Self {
        .object(["description": .string(description), "type": .string("array"), "items": items])
    }

    package static func objectSchema(
        _ description: String,
        required: [String],
        _ properties: [String: CanonicalJSON]
    ) -> Self {
        .object([
            "description": .string(description), "type": .string("object"), "required": .strings(required),
            "additionalProperties": .bool(false), "properties": .object(properties),
        ])
    }
}
