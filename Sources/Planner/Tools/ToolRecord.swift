import Spec

/// What a container's label remembers of the tools that its server exposed when it was made.
///
/// One word a tool: the exposed name, a short hash of the own name, the bytes of its JSON, and a short hash for each part
/// that there is. A plan that
/// replaces the container compares with it, so that nobody has to keep a state file.
struct ToolRecord: Hashable, Sendable {
    /// Every list of containers carries every label, so a longer record is left out.
    static let longestText = 3_500
    private static let version = "v1"
    private static let absent: Character = "-"

    let tools: [ListedTool]

    init(_ tools: [ToolSurface.Tool]) {
        self.init(tools.map(ListedTool.init))
    }

    init(_ tools: [ListedTool]) {
        self.tools = tools.sorted { $0.exposedName < $1.exposedName }
    }

    /// - Returns: Nil for what this version did not write.
    init?(label text: String) {
        let words = text.split(separator: " ")
        guard words.first == Self.version[...], text.utf8.count <= Self.longestText else { return nil }
        var tools: [ListedTool] = []
        for word in words.dropFirst() {
            guard let tool = Self.tool(word) else { return nil }
            tools.append(tool)
        }
        self.init(tools)
    }

    /// Nil for a record that is too long for a label.
    var label: String? {
        let words = tools.map { tool in
            let hashes = ListedTool.Part.allCases.map { tool.hashes[$0] ?? String(Self.absent) }
            return "\(tool.exposedName):\(tool.identity):\(tool.bytes):\(hashes.joined(separator: ","))"
        }
        let text = ([Self.version] + words).joined(separator: " ")
        return text.utf8.count <= Self.longestText ? text : nil
    }

    private static func tool(_ word: Substring) -> ListedTool? {
        let fields = word.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count == 4, let bytes = Int(fields[2]), (0...maximumBytes).contains(bytes) else { return nil }
        let name = String(fields[0])
        let hashes = fields[3].split(separator: ",", omittingEmptySubsequences: false)
        guard !name.isEmpty, name.utf8.count <= ExposedNames.maximumLength,
            hashes.count == ListedTool.Part.allCases.count
        else { return nil }
        let present = zip(ListedTool.Part.allCases, hashes).filter { $1 != String(absent)[...] }
        return ListedTool(
            exposedName: name,
            identity: String(fields[1]),
            bytes: bytes,
            hashes: Dictionary(uniqueKeysWithValues: present.map { ($0, String($1)) })
        )
    }

    /// No tool is longer; a label that says so was not written by this program.
    private static let maximumBytes = 1 << 24
}
