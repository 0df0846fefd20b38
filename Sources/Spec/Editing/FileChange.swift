package import SystemPackage

/// What becomes of one file of a tree.
package struct FileChange: Hashable, Sendable {
    /// The path within the tree, for people.
    package let name: String
    /// The place on disk.
    package let path: FilePath
    /// Nil for a file that does not exist yet.
    package let before: String?
    /// Nil for a file that goes.
    package let after: String?

    /// The change as a unified diff with three lines around each difference; untrusted text is escaped.
    package var diff: String {
        let old = before == nil ? "/dev/null" : "a/\(name)"
        let new = after == nil ? "/dev/null" : "b/\(name)"
        let body = UnifiedDiff(from: before ?? "", to: after ?? "").text
        return UntrustedText.escapingLines("--- \(old)\n+++ \(new)\n\(body)")
    }
}

/// The lines in which two texts differ, in the form that `patch` reads.
struct UnifiedDiff: Sendable {
    fileprivate enum Line: Hashable {
        case same(Substring), removed(Substring), added(Substring)
    }

    let text: String

    init(from old: String, to new: String, context: Int = 3) {
        let lines = Self.lines(Self.split(old), Self.split(new))
        let changed = lines.indices.filter { if case .same = lines[$0] { false } else { true } }
        var hunks: [Range<Int>] = []
        for index in changed {
            let range = max(0, index - context)..<min(lines.count, index + context + 1)
            if let last = hunks.last, last.upperBound >= range.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
            } else {
                hunks.append(range)
            }
        }
        text = hunks.map { Self.text(of: $0, in: lines) }.joined()
    }

    private static func split(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func lines(_ old: [Substring], _ new: [Substring]) -> [Line] {
        let difference = new.difference(from: old)
        var removals: Set<Int> = []
        var insertions: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removals.insert(offset)
            case .insert(let offset, _, _): insertions.insert(offset)
            }
        }
        var (lines, from, to): ([Line], Int, Int) = ([], 0, 0)
        while from < old.count || to < new.count {
            if from < old.count, removals.contains(from) {
                lines.append(.removed(old[from]))
                from += 1
            } else if to < new.count, insertions.contains(to) {
                lines.append(.added(new[to]))
                to += 1
            } else {
                lines.append(.same(new[to]))
                (from, to) = (from + 1, to + 1)
            }
        }
        return lines
    }

    private static func text(of hunk: Range<Int>, in lines: [Line]) -> String {
        let before = lines[..<hunk.lowerBound]
        let (oldStart, newStart) = (before.count(where: \.isOld), before.count(where: \.isNew))
        let part = lines[hunk]
        let (oldCount, newCount) = (part.count(where: \.isOld), part.count(where: \.isNew))
        let header =
            "@@ -\(oldCount == 0 ? oldStart : oldStart + 1),\(oldCount) "
            + "+\(newCount == 0 ? newStart : newStart + 1),\(newCount) @@\n"
        return header + part.map { $0.marked + "\n" }.joined()
    }
}

extension UnifiedDiff.Line {
    fileprivate var isOld: Bool { if case .added = self { false } else { true } }
    fileprivate var isNew: Bool { if case .removed = self { false } else { true } }

    fileprivate var marked: String {
        switch self {
        case .same(let line): " \(line)"
        case .removed(let line): "-\(line)"
        case .added(let line): "+\(line)"
        }
    }
}
