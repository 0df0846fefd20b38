package import Spec

/// Every attribute that a server of the manifests comes to, and where it is set.
package struct ServerExplanation: Sendable {
    private let address: ServerAddress
    private let declaredAt: SourceLocation?
    private let revision: Revision?
    private let attributes: [AttributeChange]

    /// Nil if no manifest names the server.
    package init?(of address: ServerAddress, in desired: DesiredState) {
        let nothing = DesiredState(owner: desired.owner, revision: nil, profiles: [], isComplete: true)
        let plan = Plan(comparing: nothing, with: desired)
        guard let change = plan.changes.first(where: { $0.address == address }) else { return nil }
        (self.address, declaredAt, revision) = (address, change.declaredAt, desired.revision)
        let profile = desired.profiles.first { $0.name == address.profile }
        let server = profile?.servers.first { $0.name == address.server }
        attributes = server.map(Self.attributes) ?? change.attributes
    }

    /// Of a container: what the manifests leave to the image is not known here.
    private static func attributes(of server: ServerSpec) -> [AttributeChange] {
        ContainerDefinition(server: server, image: nil).attributes.map { attribute in
            let value = attribute.path.text == "image" ? server.image.text : attribute.shown
            let location = server.attributeLocations[attribute.path]
            return AttributeChange(path: attribute.path, old: nil, new: value, location: location)
        }
    }

    /// For people; text of manifests is escaped, and values that look secret are left out.
    package var text: String {
        var lines = [UntrustedText.escaping(address.description)]
        if let place = declaredAt { lines.append("  declared at  \(UntrustedText.escaping(place.description))") }
        if let revision { lines.append("  revision     \(UntrustedText.escaping(revision.description))") }
        let rows = attributes.map { attribute in
            let place = attribute.location.map { UntrustedText.escaping($0.description) } ?? "default"
            let value = UntrustedText.escaping(attribute.shownValues.new ?? "")
            return (UntrustedText.escaping(attribute.path.text), value, place)
        }
        let width = rows.map(\.0.count).max() ?? 0
        for (path, value, place) in rows {
            lines.append("  " + path + String(repeating: " ", count: width - path.count) + "  \(value)   (\(place))")
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
