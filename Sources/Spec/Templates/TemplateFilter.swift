/// One filter of a placeholder, by the names that the reference gives them.
enum TemplateFilter: Hashable, Sendable {
    /// A path becomes `path:path`, so that it is mounted where it is.
    case volume
    /// The path at which `volume` mounts.
    case volumeTarget
    /// A single value becomes a list of one.
    case into
    case first
    case last
    /// What stands for an absent or empty value.
    case or(JSONValue)
    /// A path becomes `path:target[:mode]`.
    case mountAs(String)

    init(_ text: Substring) throws(TemplateProblem) {
        switch text {
        case "volume": self = .volume
        case "volume-target": self = .volumeTarget
        case "into": self = .into
        case "first": self = .first
        case "last": self = .last
        case _ where text.hasPrefix("or:"): self = .or(Self.defaultValue(text.dropFirst(3)))
        case _ where text.hasPrefix("mount_as:"): self = .mountAs(String(text.dropFirst(9)))
        default:
            let word = String(text.prefix { $0 != ":" })
            let nearest = Self.names.nearest(to: word)
            throw TemplateProblem(
                "'\(word)' is no filter of templates",
                help: nearest.map { "did you mean '\($0)'?" } ?? "filters: \(Self.names.joined(separator: ", "))"
            )
        }
    }

    func apply(to value: JSONValue) throws(TemplateProblem) -> JSONValue {
        switch self {
        case .volume: value.mappingElements { $0.isEmpty ? "" : "\($0):\(Self.target(of: $0))" }
        case .volumeTarget: value.mappingElements(Self.target)
        case .into: if case .array = value { value } else { value.isVoid ? .array([]) : .array([value]) }
        case .first: if case .array(let elements) = value { elements.first ?? .null } else { value }
        case .last: if case .array(let elements) = value { elements.last ?? .null } else { value }
        case .or(let other): value.isVoid ? other : value
        case .mountAs(let target):
            try TemplateFilter.first.apply(to: value).mappingElements {
                $0.isEmpty ? "" : "\($0):\(target)"
            }
        }
    }

    private static let names = ["volume", "volume-target", "into", "first", "last", "or", "mount_as"]

    /// `[a,b]` is a list, anything else is text.
    private static func defaultValue(_ text: Substring) -> JSONValue {
        guard text.hasPrefix("["), text.hasSuffix("]") else { return .string(String(text)) }
        let elements = text.dropFirst().dropLast().split(separator: ",")
        return .array(elements.map { .string($0.filter { $0 != " " }) })
    }

    /// A path of Windows, `C:\a\b`, is mounted as `/c/a/b`; any other one where it is.
    private static func target(of path: String) -> String {
        guard let match = path.prefixMatch(of: /([A-Za-z]):[\\\/]/) else { return path }
        return "/\(match.1.lowercased())/" + path[match.range.upperBound...].replacing("\\", with: "/")
    }
}

extension JSONValue {
    /// True for what a template takes as absent.
    fileprivate var isVoid: Bool {
        switch self {
        case .null: true
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .boolean, .integer, .number, .object: false
        }
    }

    /// The text of this scalar, or of every element of this list, transformed.
    fileprivate func mappingElements(_ transform: (String) -> String) -> JSONValue {
        switch self {
        case .array(let elements): .array(elements.map { $0.mappingElements(transform) })
        default: templateText.map { .string(transform($0)) } ?? self
        }
    }
}
