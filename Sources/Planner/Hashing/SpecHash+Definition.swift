package import Spec

extension SpecHash {
    /// The hash of a container of one profile, version 1.
    ///
    /// - Returns: nil until the image is present, because what runs is its content and not its name.
    package init?(profile: ProfileName, definition: ContainerDefinition) {
        guard let text = Self.canonicalText(profile: profile, definition: definition) else { return nil }
        self.init("v1:" + HexDigest(of: text).text)
    }

    /// The bytes that version 1 hashes: a line that separates them from every other hash, then canonical JSON.
    ///
    /// The fields, their names and their defaults are frozen by the vectors of `SpecHashVectorTests`: an engine full
    /// of containers must not be recreated because the program was updated. A field that is added later joins
    /// `canonicalMembers` and is left out while it has its default.
    package static func canonicalText(profile: ProfileName, definition: ContainerDefinition) -> String? {
        guard definition.imageID != nil else { return nil }
        let members = AttributeGroup.allCases.flatMap(definition.canonicalMembers(of:))
        return "mcp-reconcile spec v1\n"
            + CanonicalJSON.eliding(members + [("profile", .string(profile.text))]).text
    }
}

extension ContainerDefinition {
    /// A short hash of each group of attributes, by which a later plan knows which of them changed.
    ///
    /// A group that containers of earlier versions have no hash of has none while it is as it is by itself.
    package var groupHashes: [AttributeGroup: String] {
        Dictionary(
            uniqueKeysWithValues: AttributeGroup.allCases.filter { $0 != .removal || removal != .standard }.map {
                group in
                let digest = HexDigest(of: "mcp-reconcile group v1 \(group.rawValue)\n" + canonicalText(of: group))
                return (group, String(digest.text.prefix(16)))
            }
        )
    }

    /// The groups whose hashes differ, without a hash: by the bytes, as those are made of, and not by characters.
    func changedGroups(since earlier: Self) -> [AttributeGroup] {
        AttributeGroup.allCases.filter { group in
            !canonicalText(of: group).utf8.elementsEqual(earlier.canonicalText(of: group).utf8)
        }
    }

    private func canonicalText(of group: AttributeGroup) -> String {
        CanonicalJSON.eliding(canonicalMembers(of: group)).text
    }
}
