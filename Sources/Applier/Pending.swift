import ContainerEngine
import Planner
import Spec

enum ContainerLabels {
    static let owner = "io.mcp-reconcile.owner"
    static let spec = "io.mcp-reconcile.spec"
}

extension ContainerIdentity {
    static func namePrefix(of owner: OwnerID) -> String { "mcpr-\(owner.short)-" }
}

extension Plan {
    init(from observed: ObservedState, to desired: DesiredState) {
        self.init(owner: desired.owner, revision: desired.revision, changes: [], operations: [], surfaces: [])
    }
}
extension DesiredState {
    func documented(by images: [ImageReference: ObservedImage]) -> Self { self }
}
