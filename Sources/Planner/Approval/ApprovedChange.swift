import Spec

/// One change that was agreed to, as the plan wrote it down.
struct ApprovedChange: Sendable {
    /// How a change that is planned now stands to it.
    enum Standing: Hashable {
        case same
        /// The same change, and the containers that it is about are others.
        case sameOnOthers
        /// What is left of it.
        case rest
        /// Nothing is left of it.
        case done
        /// Another one.
        case other
    }

    let address: String
    private let action: String
    private let spec: String?
    /// What is done, without upon what: equal texts mean that the same is done.
    private let work: String
    private let precondition: String
    private let containers: Set<String>
    /// Names that containers of the plan's own making have.
    private let newNames: Set<String>
    /// True if the image was not on the engine, so that its content was agreed to unseen.
    private let isUnseen: Bool
    private let image: String?
    let lines: [String]

    /// - Returns: Nil for a change by which nothing is done.
    init?(_ json: CanonicalJSON) {
        guard let address = json["address"]?.string, let action = json["action"]?.string,
            let strategy = json["strategy"]?.string, strategy != Strategy.leave.rawValue
        else { return nil }
        self.address = address
        self.action = action
        spec = json["spec"]?.string
        work = Self.work(json)
        precondition = json["precondition"]?.text ?? ""
        let ids = json["precondition"]?["containers"]?.elements.compactMap { $0["id"]?.string } ?? []
        containers = Set(ids)
        newNames = Set(json["precondition"]?["absent"]?.elements.compactMap(\.string) ?? [])
        isUnseen = strategy == Strategy.pull.rawValue
        image = Self.image(json)
        lines = Self.lines(json)
    }

    /// Compares with what is planned now; nil stands for a server that neither the manifests nor the engine know.
    func standing(of change: Change?) -> Standing {
        guard let change else { return action == Change.Action.remove.rawValue ? .done : .other }
        let json = change.json
        if change.action == .keep { return isUnseen || spec == change.spec?.text ? .done : .other }
        if change.action == .refuse { return .other }
        if Self.work(json) == work {
            return json["precondition"]?.text == precondition ? .same : .sameOnOthers
        }
        if isUnseen {
            let isAlike = [.create, .replace, .start].contains(change.action) && Self.image(json) == image
            return isAlike ? .rest : .other
        }
        return isRest(change) ? .rest : .other
    }

    /// The right container is there and has to be started, or what it replaces is still to go.
    private func isRest(_ change: Change) -> Bool {
        guard let spec, change.spec?.text == spec, change.strategy == .start || change.strategy == .finish else {
            return false
        }
        guard action == Change.Action.create.rawValue || action == Change.Action.replace.rawValue else { return false }
        return change.precondition.containers.allSatisfy { container in
            containers.contains(container.id) || newNames.contains(container.name)
                || newNames.contains { ContainerIdentity.candidateName(of: $0) == container.name }
        }
    }

    private static func work(_ json: CanonicalJSON) -> String {
        let attributes = (json["attributes"]?.elements ?? []).map { attribute in
            CanonicalJSON.eliding(["path", "old", "new", "sensitive", "unknown"].map { ($0, attribute[$0]) })
        }
        let members = ["action", "strategy", "spec", "tools"].map { ($0, json[$0]) }
        return CanonicalJSON.eliding(members + [("attributes", .array(attributes))]).text
    }

    /// The reference of the image that is wanted, without what is said of its content.
    private static func image(_ json: CanonicalJSON) -> String? {
        let attribute = json["attributes"]?.elements.first { $0["path"]?.string == ContainerDefinition.imagePath.text }
        return attribute?["new"]?.string.flatMap { $0.split(separator: " ").first.map(String.init) }
    }
}

// MARK: - For readers

extension ApprovedChange {
    static func lines(_ change: Change?) -> [String] {
        change.map { lines($0.json) } ?? ["the server is neither asked for nor there"]
    }

    private static func lines(_ json: CanonicalJSON) -> [String] {
        let reasons = json["reasons"]?.elements.compactMap { $0["detail"]?.string } ?? []
        let because = reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; ")
        let attributes = (json["attributes"]?.elements ?? []).map { attribute in
            let (path, old, new) = (attribute["path"]?.string, attribute["old"]?.string, attribute["new"]?.string)
            let values = [old, new].map { $0.map(AttributeChange.display) ?? "(none)" }
            return "\(UntrustedText.escaping(path ?? ""))  \(values.joined(separator: " → "))"
        }
        let tools = ["added": "+", "removed": "-"].sorted { $0.key < $1.key }.flatMap { member, symbol in
            (json["tools"]?[member]?.elements ?? []).compactMap(\.string).map {
                "tool \(symbol)\(UntrustedText.escaping($0))"
            }
        }
        return ["\(json["action"]?.string ?? "")\(UntrustedText.escaping(because))"] + attributes + tools
    }
}
