import Spec

extension Reason {
    /// The reason as a plan gives it after "because"; names in it are not escaped.
    var sentence: String {
        switch self {
        case .notPresent: "it has no container yet"
        case .notDeclared: "no manifest names it any more"
        case .destroyed: "everything is to go"
        case .leftBehind: "no manifest names it any more, and its container was to stay"
        case .specChanged(let groups) where groups.isEmpty: "it was applied by another version of this program"
        case .specChanged(let groups): "changed: " + groups.map(\.rawValue).joined(separator: ", ")
        case .drifted(let paths): "the container was changed by hand: " + paths.map(\.text).joined(separator: ", ")
        case .notRunning(let state): "its container is \(state.rawValue)"
        case .notAdmitted: "an earlier run started it and did not see it pass its gate"
        case .unfinishedReplacement: "an earlier run began to replace it and did not finish"
        case .duplicate: "it has more than one container"
        case .imageNotPresent: "its image is not on the engine: what else changes is known after the pull"
        case .nameTaken(let name): "a container that is not ours has the name \(name): rename or remove that one"
        case .newlyDeclared: "no manifest named it before"
        case .servingChanged: "how the gateway serves it changes"
        case .lockOfAnotherImage(let image):
            "the lock is not of the image \(image): run 'mcp-reconcile lock', and commit what it writes"
        case .imageNotAsLocked(let image):
            "the image \(image) on the engine is not the one that was locked: bring that one back, or run "
                + "'mcp-reconcile lock' and look at what has changed"
        case .imageClaimsOwnership:
            "its image carries a label \(ContainerLabels.prefix)*, which only our containers may have"
        }
    }
}
