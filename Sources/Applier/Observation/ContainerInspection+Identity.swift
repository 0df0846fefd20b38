import ContainerEngine
import Planner
import Spec

extension ContainerInspection {
    /// True if this owner made the container for exactly this spec, whoever ran the program.
    func isLabelled(as identity: ContainerIdentity) -> Bool {
        let labels = configuration.labels
        return labels[ContainerLabels.owner] == identity.owner.text
            && labels[ContainerLabels.spec] == identity.specHash.text
    }
}
