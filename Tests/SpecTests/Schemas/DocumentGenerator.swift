@testable import Spec

/// Makes documents from a schema: right in most places, and wrong in a few, so that both answers are common.
struct DocumentGenerator {
    private var random: SplitMix64
    /// One in so many values is replaced by something else; 0 makes only right ones.
    private let mistakeRate: Int

    init(seed: UInt64, mistakeRate: Int) {
        random = SplitMix64(state: seed)
        self.mistakeRate = mistakeRate
    }

    mutating func value(for schema: JSONValue, depth: Int = 0) -> JSONValue {
        if mistakeRate > 0, Int.random(in: 0..<mistakeRate, using: &random) == 0 { return anything(depth: depth) }
        if let words = schema["enum"] { return pick(words.list) }
        if let alternatives = schema["anyOf"] { return value(for: pick(alternatives.list), depth: depth) }
        guard let type = schema["type"] else { return anything(depth: depth) }
        switch pick(type.list) {
        case "object": return object(schema, depth: depth)
        case "array": return .array((0..<count).map { _ in value(for: schema["items"] ?? true, depth: depth + 1) })
        case "boolean": return .boolean(.random(using: &random))
        case "integer": return number(schema, isInteger: true)
        case "number": return number(schema, isInteger: false)
        default: return .string(text(schema["pattern"]))
        }
    }

    private mutating func object(_ schema: JSONValue, depth: Int) -> JSONValue {
        var members: [String: JSONValue] = [:]
        let required = schema["required"]?.list ?? []
        for (name, property) in (schema["properties"]?.members ?? [:]).sorted(by: { $0.key < $1.key }) {
            let isRequired = required.contains(.string(name))
            let isWanted = isRequired ? !isMistaken : Int.random(in: 0...2, using: &random) == 0
            if isWanted { members[name] = value(for: property, depth: depth + 1) }
        }
        if isMistaken { members[pick(["qqqqqqq", "zzzzzzz"])] = 1 }
        if let additional = schema["additionalProperties"], additional != false {
            for _ in 0..<count {
                let name = isMistaken ? pick(Self.texts) : text(schema["propertyNames"]?["pattern"])
                members[name] = value(for: additional, depth: depth + 1)
            }
        }
        return .object(members)
    }

    private mutating func number(_ schema: JSONValue, isInteger: Bool) -> JSONValue {
        let bounds = [schema["minimum"], schema["maximum"]].compactMap { $0 }
        if isMistaken { return pick([-1, 0, 1_000_000_000_000_000_000, .number(0.001), .number(1e300), .number(2.5)]) }
        return pick(bounds + (isInteger ? [1, 3, .number(2)] : [1, .number(0.5), .number(7.25), 1024]))
    }

    private mutating func text(_ pattern: JSONValue?) -> String {
        guard let pattern, !isMistaken else { return pick(Self.texts) }
        let fitting = Self.texts.filter { text in
            guard case .string(let expression) = pattern, let regex = try? Regex(expression) else { return true }
            return text.firstMatch(of: regex) != nil
        }
        return fitting.isEmpty ? "x" : pick(fitting)
    }

    private mutating func anything(depth: Int) -> JSONValue {
        if depth < 4, Int.random(in: 0..<4, using: &random) == 0 { return .array([anything(depth: depth + 1)]) }
        if depth < 4, Int.random(in: 0..<4, using: &random) == 0 { return .object(["k": anything(depth: depth + 1)]) }
        return pick([.null, true, false, 0, 7, .number(1.5), .string(pick(Self.texts))])
    }

    private var count: Int {
        mutating get { Int.random(in: 0...2, using: &random) }
    }

    private var isMistaken: Bool {
        mutating get { mistakeRate > 0 && Int.random(in: 0..<mistakeRate, using: &random) == 0 }
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    /// Texts on both sides of every rule.
    private static let texts = [
        "a", "time", "a-b", "-a", "a-", "A", "a_b", "", " ", "A1", "1A", "a.b", "a b", "/data", "data", "/", "./x",
        "a\nb", "a\n",
        "/a\n", "docker://a", "file://servers/a.yaml", "catalog://x", "https://h/p", "ftp://x", "docker://",
        "file:///a\nb",
        "30s", "1h30m", "0s", "250ms", "1.5s", "s", "10", "1d", "0.0001s", "512Mi", "2Gi", "1.5GiB", "64m", "7b", "1e3",
        "9999999Ti", "Mi", "512 Mi", "0b5f2f0e-6c1f-4c39-9a53-0d7b4f7f3c11", "0B5F2F0E-6C1F-4C39-9A53-0D7B4F7F3C11",
        "0b5f2f0e",
        "get_*", String(repeating: "n", count: 63), String(repeating: "n", count: 64),
        String(repeating: "t", count: 129),
        "ünïcode", "٣s", "e\u{301}", "\u{1F600}", "mcp-reconcile.dev/v1", "Profile", "Repository", "none", "bridge",
    ]
}

extension JSONValue {
    fileprivate var list: [JSONValue] { if case .array(let elements) = self { elements } else { [self] } }
    fileprivate var members: [String: JSONValue] { if case .object(let members) = self { members } else { [:] } }
}
