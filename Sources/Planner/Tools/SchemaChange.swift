import Spec

/// How one JSON Schema differs from another, property by property, and what that means for who writes or reads such
/// values.
///
/// Only what is certainly harmless counts as less than breaking: a new property that nobody has to give, one that is no
/// longer required, other words of description. Whatever else differs is taken to break something.
struct SchemaChange {
    private(set) var details: [String] = []
    private(set) var verdict: ToolVerdict = .cosmetic

    /// Compares the schemas of what callers send; an outer nil stands for one that is not known.
    init(arguments old: DocumentValue??, _ new: DocumentValue??) {
        self.init(old, new, isSent: true)
    }

    /// Compares the schemas of what callers are sent.
    init(results old: DocumentValue??, _ new: DocumentValue??) {
        self.init(old, new, isSent: false)
    }

    private init(_ old: DocumentValue??, _ new: DocumentValue??, isSent: Bool) {
        guard let old, let new else {
            note("changed, details unknown", .breaking)
            return
        }
        switch (old, new) {
        case (nil, nil): return
        case (nil, _?): note("documented now", .additive)
        case (_?, nil): note("no longer documented", .breaking)
        case (let old?, let new?): compare(old, new, at: "", isSent: isSent)
        }
    }

    private mutating func note(_ detail: String, _ verdict: ToolVerdict) {
        details.append(detail)
        self.verdict = max(self.verdict, verdict)
    }

    private mutating func compare(_ old: DocumentValue, _ new: DocumentValue, at path: String, isSent: Bool) {
        guard let before = old.members, let after = new.members else {
            if old != new { note(Self.phrase("changed", path), .breaking) }
            return
        }
        let known = Set(["properties", "required"]).union(Self.words)
        compareProperties(old, new, at: path, isSent: isSent)
        for keyword in Set(before.keys).union(after.keys).subtracting(known).sorted()
        where before[keyword] != after[keyword] {
            note(Self.phrase("\(keyword) changed", path), isWidened(keyword, old, new, isSent) ? .additive : .breaking)
        }
        if Self.words.contains(where: { before[$0] != after[$0] }) {
            note(Self.phrase("other words", path), .cosmetic)
        }
    }

    private mutating func compareProperties(
        _ old: DocumentValue,
        _ new: DocumentValue,
        at path: String,
        isSent: Bool
    ) {
        let (before, after) = (old["properties"]?.members ?? [:], new["properties"]?.members ?? [:])
        let (neededBefore, neededAfter) = (Self.required(old), Self.required(new))
        for name in Set(before.keys).union(after.keys).sorted() {
            let place = path.isEmpty ? name : "\(path).\(name)"
            let isNewlyNeeded = neededAfter.contains(name) && !neededBefore.contains(name)
            switch (before[name], after[name]) {
            case (nil, nil): continue
            case (nil, _?):
                note(
                    "+property \"\(place)\"" + (isNewlyNeeded ? ", required" : ""),
                    isSent && isNewlyNeeded ? .breaking : .additive
                )
            case (_?, nil):
                note("-property \"\(place)\"", .breaking)
            case (let old?, let new?):
                compare(old, new, at: place, isSent: isSent)
                if isNewlyNeeded { note("\"\(place)\" required now", isSent ? .breaking : .additive) }
                if neededBefore.contains(name), !neededAfter.contains(name) {
                    note("\"\(place)\" no longer required", isSent ? .additive : .breaking)
                }
            }
        }
        let loose = neededAfter.subtracting(neededBefore).subtracting(after.keys).sorted()
        for name in loose { note("\"\(name)\" required now", isSent ? .breaking : .additive) }
    }

    /// True for an `enum` of which a caller may send all that it could before, or a result that has fewer values.
    private func isWidened(_ keyword: String, _ old: DocumentValue, _ new: DocumentValue, _ isSent: Bool) -> Bool {
        guard keyword == "enum", let before = old["enum"]?.elements, let after = new["enum"]?.elements else {
            return false
        }
        return isSent ? Set(after).isSuperset(of: before) : Set(before).isSuperset(of: after)
    }

    private static func required(_ schema: DocumentValue) -> Set<String> {
        Set((schema["required"]?.elements ?? []).compactMap(\.text))
    }

    private static func phrase(_ what: String, _ path: String) -> String {
        path.isEmpty ? what : "\"\(path)\": \(what)"
    }

    /// Keywords that no value is checked against.
    private static let words: Set<String> = ["title", "description", "examples", "default", "$comment"]
}
