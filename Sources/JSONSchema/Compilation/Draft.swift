/// The dialect that a document's `$schema` names; drafts before 2020-12 differ in a few keywords.
enum Draft: Comparable, Sendable {
    case draft4, draft6, draft7, draft2019, draft2020

    /// Without `$schema` a document is of 2020-12; nil if the dialect is none of these.
    init?(_ schema: String?) {
        guard let schema else {
            self = .draft2020
            return
        }
        let known: [(String, Draft)] = [
            ("draft-04/", .draft4), ("draft-06/", .draft6), ("draft-07/", .draft7),
            ("draft/2019-09/", .draft2019), ("draft/2020-12/", .draft2020),
        ]
        guard let (_, draft) = known.first(where: { schema.contains("json-schema.org/" + $0.0) }) else { return nil }
        self = draft
    }

    var identifierKeyword: String { self == .draft4 ? "id" : "$id" }

    /// Whether keywords beside a `$ref` are ignored.
    var isReferenceAlone: Bool { self <= .draft7 }

    /// Whether `items` may be an array, continued by `additionalItems`.
    var hasItemsArray: Bool { self <= .draft2019 }

    /// Whether `dependencies` has a meaning.
    var hasDependencies: Bool { self <= .draft7 }
}
