import SystemPackage

/// The watches of a place, and what an event of each of them means.
struct WatchSet: Hashable {
    /// What a batch of events asks for.
    enum Verdict: Hashable {
        /// Nothing that matters was touched.
        case nothing
        case change
        /// A change after which other directories may matter.
        case changeOfDirectories
    }

    private var interests: [CInt: Survey.Interest] = [:]

    /// Notes that a watch is of a directory; two paths can mean one directory and share its watch.
    mutating func add(_ watch: CInt, _ interest: Survey.Interest) {
        interests[watch, default: Survey.Interest()].isEverything = isEverything(watch) || interest.isEverything
        interests[watch, default: Survey.Interest()].names.formUnion(interest.names)
    }

    /// The watches that another set has and this one has not.
    func missing(from other: WatchSet) -> Set<CInt> {
        Set(other.interests.keys).subtracting(interests.keys)
    }

    func verdict(on batch: INotifyBatch) -> Verdict {
        guard batch.isComplete else { return .changeOfDirectories }
        let verdicts = batch.events.lazy.map(verdict)
        if verdicts.contains(.changeOfDirectories) { return .changeOfDirectories }
        return verdicts.contains(.change) ? .change : .nothing
    }

    private func verdict(on event: INotifyEvent) -> Verdict {
        // The last word of a watch that was given up comes after it.
        guard let interest = interests[event.watch] else { return .nothing }
        guard let name = event.name else { return .changeOfDirectories }
        guard interest.covers(name) else { return .nothing }
        if event.mask.contains(.written) { return .change }
        return event.mask.contains(.isDirectory) || interest.names.contains(name) ? .changeOfDirectories : .change
    }

    private func isEverything(_ watch: CInt) -> Bool { interests[watch]?.isEverything ?? false }
}
