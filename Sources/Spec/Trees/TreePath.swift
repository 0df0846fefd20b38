/// A path within a manifest tree: relative, without `.` and `..`, its parts separated by `/`.
struct TreePath: Hashable, Sendable {
    let text: String

    init(_ components: [String]) {
        text = components.joined(separator: "/")
    }

    /// Resolves a path that a manifest names; nil if it leads out of the tree or names nothing.
    ///
    /// A path that begins with `./` or `../` is relative to the directory of the file that names it, any other one to
    /// the tree's root.
    init?(_ reference: String, namedIn file: TreePath) {
        let isRelative = reference.hasPrefix("./") || reference.hasPrefix("../")
        var components = isRelative ? Array(file.components.dropLast()) : []
        for part in reference.split(separator: "/") where part != "." {
            if part == ".." {
                guard components.popLast() != nil else { return nil }
            } else {
                components.append(String(part))
            }
        }
        guard !components.isEmpty, !reference.utf8.contains(0) else { return nil }
        self.init(components)
    }

    var components: [String] { text.split(separator: "/").map(String.init) }

    /// True for a file that holds YAML by its name; JSON is YAML too.
    var isManifest: Bool {
        [".yaml", ".yml"].contains { text.hasSuffix($0) } && components.last?.hasPrefix(".") == false
    }
}

extension TreePath: Comparable {
    static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension TreePath: CustomStringConvertible {
    var description: String { text }
}
