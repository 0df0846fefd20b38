package import Spec

extension ContainerDefinition {
    /// Returns what differs, seen from `self` to `other`, sorted by path.
    ///
    /// - Parameters:
    ///   - other: The definition that has the new values.
    ///   - locations: Where a manifest sets the new values.
    /// - Returns: One change for each path at which the two are not the same.
    package func changes(to other: Self, locations: [AttributePath: SourceLocation] = [:]) -> [AttributeChange] {
        guard self != other else { return [] }
        let (old, new) = (attributesByPath, other.attributesByPath)
        return Set(old.keys).union(new.keys).sorted().compactMap { path in
            guard old[path]?.value != new[path]?.value else { return nil }
            return AttributeChange(
                path: path,
                old: old[path]?.shown,
                new: new[path]?.shown,
                isUnknown: path == Self.imagePath && other.imageID == nil,
                location: locations[path]
            )
        }
    }

    /// What a reader wants to know of a container that is made: its image, and all that is not as it would be by
    /// itself.
    func differences(from usual: Self, locations: [AttributePath: SourceLocation]) -> [AttributeChange] {
        let usual = usual.attributesByPath
        return attributes.compactMap { attribute in
            let path = attribute.path
            guard path == Self.imagePath || usual[path]?.value != attribute.value else { return nil }
            return AttributeChange(
                path: path,
                old: nil,
                new: attribute.shown,
                isUnknown: path == Self.imagePath && imageID == nil,
                location: locations[path]
            )
        }
    }

    static let imagePath = AttributePath("image")

    private var attributesByPath: [AttributePath: ContainerAttribute] {
        Dictionary(attributes.map { ($0.path, $0) }) { $0.joined(with: $1) }
    }
}
