/// `mcp-reconcile.lock`: what the manifests' references stand for, and what their servers list.
package struct Lockfile: Hashable, Sendable {
    /// Beside `reconcile.yaml`, or beside a single profile.
    package static let fileName = "mcp-reconcile.lock"

    package var servers: [ServerAddress: LockedServer]
    /// Documents of registries that references name, by URL.
    package var documents: [String: LockedDocument]

    package init(servers: [ServerAddress: LockedServer] = [:], documents: [String: LockedDocument] = [:]) {
        self.servers = servers
        self.documents = documents
    }

    /// The file's bytes: equal locks have equal text.
    package var text: String {
        var lines = [
            "# Written by 'mcp-reconcile lock', which also renews it. Review it as you review code: it says which images run,",
            "# and which tools, prompts and resources of theirs a model may see.",
            "version: 1",
        ]
        if !documents.isEmpty { lines.append("documents:") }
        for (url, document) in documents.sorted(by: { $0.key < $1.key }) {
            lines += ["  \(LockedServer.quoted(url)):", "    hash: \(document.hash)", "    content: |"]
            lines += document.content.split(separator: "\n").map { "      " + $0 }
        }
        guard !servers.isEmpty else { return (lines + ["servers: {}", ""]).joined(separator: "\n") }
        lines.append("servers:")
        for (address, server) in servers.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(address):")
            lines += server.lines.map { "    " + $0 }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension LockedServer {
    fileprivate var lines: [String] {
        var lines: [String] = []
        if !images.isEmpty { lines += ["images:"] + images.flatMap(\.lines) }
        if !revisions.isEmpty { lines += ["protocol:"] + revisions.map { "  - \(Self.quoted($0))" } }
        if let instructions {
            lines += ["instructions: |", "  " + CanonicalJSON.string(instructions).lockText]
        }
        lines.append("set: \(setHash)")
        for list in LockedList.allCases {
            guard let items = lists[list] else { continue }
            lines += items.isEmpty ? ["\(list.rawValue): []"] : ["\(list.rawValue):"]
            lines += items.flatMap { $0.lines(list) }
        }
        return lines
    }

    /// YAML in double quotes: plain text of a server could mean something else to a reader of YAML.
    static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": return "\\\""
            case "\\": return "\\\\"
            default:
                guard UntrustedText.isUnsafe(scalar) || scalar.value & 0xFFFE == 0xFFFE else { return String(scalar) }
                let digits = String(scalar.value, radix: 16)
                return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            }
        }
        return "\"\(escaped.joined())\""
    }
}

extension LockedImage {
    fileprivate var lines: [String] {
        var lines = ["  - image: \(reference)"]
        lines.append(digest.map { "    digest: \($0)" } ?? "    local: true")
        if !platforms.isEmpty {
            lines += ["    platforms:"] + platforms.sorted { $0.key < $1.key }.map { "      \($0.key): \($0.value)" }
        }
        return lines
    }
}

extension LockedItem {
    fileprivate func lines(_ list: LockedList) -> [String] {
        var lines = ["  - name: \(LockedServer.quoted(name))", "    hash: \(hash)"]
        if !parts.isEmpty {
            lines += ["    parts:"] + parts.sorted { $0.key < $1.key }.map { "      \($0.key): \($0.value)" }
        }
        lines.append("    definition: |")
        return lines + definition.split(separator: "\n").map { "      " + $0 }
    }
}
