import ContainerEngine
import Planner
import Spec

extension ImageName {
    init(_ reference: ImageReference) {
        self.init(reference.text)
    }
}

extension ContainerID {
    init(_ id: ObservedContainer.ID) {
        self.init(id.text)
    }
}
