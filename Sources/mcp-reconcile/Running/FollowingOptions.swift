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
        case .profileFile(let path): [.file(path), .directory(path.removingLastComponent())]
        }
    }
}
