package import ContainerEngine
package import Planner
import Spec

extension ObservedImage {
    package init(_ inspection: ImageInspection) {
        let configuration = inspection.configuration
        self.init(
            id: ImageID(inspection.id.text),
            command: configuration.command,
            environment: configuration.environment.map(EnvironmentVariable.init(pair:)),
            user: configuration.user,
            labels: configuration.labels,
            digests: inspection.digests.map(\.text),
            platform: "\(inspection.operatingSystem)/\(inspection.architecture)"
        )
    }
}

extension EnvironmentVariable {
    /// Reads `NAME=value`; the value may contain further equals signs.
    init(pair: String) {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
    }
}
