package import Spec

extension Inventory {
    /// The commits that containers come from, sorted: as many as there are, for a commit that leaves a container alone
    /// leaves its label, too.
    func revisions(where isMeant: (ServerAddress) -> Bool) -> [Revision] {
        let labels = addresses.filter(isMeant).flatMap(containers).map { $0.container.labels }
        let revisions = labels.compactMap { $0[ContainerLabels.revision].flatMap(Revision.init(written:)) }
        return Set(revisions).sorted { ($0.commit, $0.reference) < ($1.commit, $1.reference) }
    }
}

extension ObservedState {
    /// The commits that the engine's containers of these manifests come from, sorted.
    package func revisions(of desired: DesiredState) -> [Revision] {
        Inventory(self, owner: desired.owner).revisions { desired.mayRemove($0) }
    }
}
