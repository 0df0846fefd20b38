/// An entry of one of a server's lists, as it was when the lock was made.
package struct LockedItem: Hashable, Sendable {
    /// Why a definition cannot be locked, to follow "the tool 'x'".
    package struct Problem: Error, Hashable, Sendable {
        package let sentence: String
    }

    /// A tool's or prompt's name, a resource's URI, a template's URI template.
    package let name: String
    /// The whole definition: indented JSON with sorted keys, in which nothing is invisible.
    package let definition: String
    /// Of the whole definition.
    package let hash: LockHash
    /// Of the parts that there are.
    package let parts: [String: LockHash]

    /// Reads a definition, as a server wrote it or as a lock keeps it.
    package init(_ list: LockedList, definition bytes: [UInt8]) throws(Problem) {
        let value = try Self.stable(bytes, of: list)
        guard case .string(let name) = value.member(list.key), !name.isEmpty else {
            throw Problem(sentence: "has no \(list.key)")
        }
        self.name = name
        definition = value.lockText
        hash = LockHash(list.rawValue, value)
        let present = list.parts.compactMap { part in
            value.member(part).map { (part, LockHash("\(list.rawValue) \(part)", $0)) }
        }
        parts = Dictionary(uniqueKeysWithValues: present)
    }

    /// The hash of a definition that a server gives now; nil for one that is no unambiguous JSON, which equals nothing.
    package static func hash(of bytes: [UInt8], in list: LockedList) -> LockHash? {
        // What cannot be read is like nothing that was locked.
        (try? stable(bytes, of: list)).map { LockHash(list.rawValue, $0) }
    }

    /// The definition without what changes when nothing of it has: how large a resource is now, and when it last changed.
    private static func stable(_ bytes: [UInt8], of list: LockedList) throws(Problem) -> CanonicalJSON {
        let value: CanonicalJSON
        do {
            value = try JSONReader.value(of: bytes)
        } catch {
            throw Problem(sentence: "has a definition that cannot be read: \(error.sentence)")
        }
        guard case .object(var members) = value else { throw Problem(sentence: "has a definition that is no object") }
        guard list == .resources else { return value }
        members["size"] = nil
        if case .object(var annotations) = members["annotations"] {
            annotations["lastModified"] = nil
            members["annotations"] = annotations.isEmpty ? nil : .object(annotations)
        }
        return .object(members)
    }
}

extension LockedItem {
    /// The tool as a plan shows it.
    var documented: DocumentedTool {
        // Only what was read before is kept.
        let value = (try? JSONReader.value(of: Array(definition.utf8))) ?? .object([:])
        return DocumentedTool(
            name: name,
            title: value.member("title").map(DocumentValue.init)?.text,
            description: value.member("description").map(DocumentValue.init)?.text,
            inputSchema: value.member("inputSchema").map(DocumentValue.init),
            outputSchema: value.member("outputSchema").map(DocumentValue.init),
            annotations: value.member("annotations").map(DocumentValue.init)
        )
    }
}

extension DocumentValue {
    init(_ value: CanonicalJSON) {
        switch value {
        case .string(let text): self = .text(text)
        case .integer(let number): self = .integer(number)
        case .bool(let value): self = .boolean(value)
        case .literal(let text): self = Double(text).map(DocumentValue.number) ?? .null
        case .array(let elements): self = .list(elements.map(DocumentValue.init))
        case .object(let members): self = .members(members.mapValues(DocumentValue.init))
        }
    }
}

extension CanonicalJSON {
    /// The value as a lock keeps it: as ``document``, and without the characters that YAML does not allow.
    var lockText: String {
        let text = document
        guard text.unicodeScalars.contains(where: { $0.value & 0xFFFE == 0xFFFE }) else { return text }
        return text.unicodeScalars.map { scalar in
            scalar.value & 0xFFFE == 0xFFFE && scalar.value <= 0xFFFF
                ? "\\u\(String(scalar.value, radix: 16))" : String(scalar)
        }
        .joined()
    }
}
