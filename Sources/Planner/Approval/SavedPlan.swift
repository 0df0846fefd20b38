package import Spec

/// A plan that was written to a file, to be looked at, agreed to and carried out later.
///
/// It says what was agreed to and holds no value that a plan does not show: what is carried out is planned anew from
/// the manifests and compared with it.
package struct SavedPlan: Sendable {
    /// Why a file is no saved plan.
    package enum Problem: Error, Hashable, Sendable {
        case notAPlan
        /// Written by a program whose format this one does not know.
        case unknownFormat(String)
        /// The content is not what the digest is of: somebody changed it.
        case altered
        /// It compares manifests, and nothing can be carried out by it.
        case noEngine
    }

    package let digest: String
    package let owner: OwnerID
    package let revision: Revision?
    package let source: PlanSource
    package let engineID: String
    package let scope: PlanScope
    package let approval: Approval

    /// Reads a file that `plan --out` wrote, and checks that nobody changed it.
    package init(bytes: [UInt8]) throws(Problem) {
        guard let document = CanonicalJSON(parsing: bytes), case .object(var body) = document,
            let format = body["format_version"]?.string
        else { throw .notAPlan }
        guard format.hasPrefix("1.") else { throw .unknownFormat(format) }
        let context = body.removeValue(forKey: "context")
        guard let digest = body.removeValue(forKey: "plan_digest")?.string else { throw .notAPlan }
        guard digest == Plan.digest(of: .object(body)) else { throw .altered }
        guard document["target"]?["kind"]?.string == "engine" else { throw .noEngine }
        guard let owner = document["owner"]?.string.flatMap(OwnerID.init),
            let engineID = document["target"]?["engine_id"]?.string,
            let source = PlanSource(document["source"], place: context?["place"]?.string)
        else { throw .notAPlan }
        self.digest = digest
        self.owner = owner
        self.engineID = engineID
        self.source = source
        revision = document["revision"]?.string.flatMap(Revision.init(written:))
        scope = PlanScope(document["scope"])
        approval = Approval(document["changes"]?.elements ?? [])
    }
}

extension PlanSource {
    fileprivate init?(_ json: CanonicalJSON?, place: String?) {
        guard let json, let place, let kind = json["kind"]?.string.flatMap(Kind.init),
            let content = json["content"]?.string, content.hasPrefix("sha256:")
        else { return nil }
        self.init(
            kind: kind,
            place: place,
            directory: json["directory"]?.string ?? "",
            profile: json["profile"]?.string.flatMap { ProfileName($0) },
            content: String(content.dropFirst("sha256:".count))
        )
        environment = json["environment"]?.string.flatMap { EnvironmentName($0) }
    }
}

extension PlanScope {
    fileprivate init(_ json: CanonicalJSON?) {
        self.init(
            targets: json?["targets"]?.elements.compactMap(\.string) ?? [],
            excludes: json?["excludes"]?.elements.compactMap(\.string) ?? []
        )
        if case .bool(true)? = json?["drift_only"] { isDriftOnly = true }
    }
}

extension Revision {
    /// Reads `main@sha1:9f2c…` back.
    init?(written text: String) {
        guard let mark = text.ranges(of: "@sha1:").last else { return nil }
        self.init(reference: String(text[..<mark.lowerBound]), commit: String(text[mark.upperBound...]))
    }
}
