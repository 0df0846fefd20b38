import ContainerEngine
import Spec
import SystemPackage
import Watcher

extension SourceOptions {
    /// Where changes of the manifests show.
    var places: [WatchedPlace] {
        switch tree {
        case .git(let repository, _, _): [.repository(repository)]
        case .directory(let path): [.directory(path)]
        case .profileFile(let path):
            [.file(path), .directory(path.removingLastComponent())] + lockPlaces
        case .snapshot: []
        }
    }

    /// The lock of a single profile, which may be one directory above.
    private var lockPlaces: [WatchedPlace] {
        // A tree that cannot be opened is reported by whoever reads it.
        guard let place = try? Lockfile.place(in: tree) else { return [] }
        return [.file(place)]
    }
}
