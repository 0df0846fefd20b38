import SystemPackage

/// A tree on disk and changes of it that are not written yet.
///
/// Every change is held against the whole tree before it is written: one that brings a mistake is refused.
package struct ManifestDraft {
    /// Why a change cannot be made.
    package enum Problem: Error, Sendable {
        /// In the words of the command, with what to do about it.
        case refused(String, suggestion: String?)
        /// The manifests would be wrong, or the file that is to be changed is wrong already.
        case invalid(DiagnosticReport)
        case unavailable(SpecError)
    }

    private let tree: OpenedTree
    private let mistakesBefore: Set<Mistake>
    var files: DraftFiles

    package init(_ tree: ManifestTree) throws(Problem) {
        do {
            self.tree = try OpenedTree(tree)
        } catch {
            throw .unavailable(error)
        }
        guard let base = self.tree.files as? DirectoryFiles else {
            throw .refused("a commit cannot be edited", suggestion: "give the directory of its checkout")
        }
        files = DraftFiles(base: base)
        var assembly = DesiredStateAssembly(self.tree)
        _ = assembly.profiles(.ignore)
        mistakesBefore = Set(assembly.diagnostics.map(Mistake.init))
    }

    /// A mistake wherever it stands: editing moves lines.
    private struct Mistake: Hashable {
        let code: DiagnosticCode
        let message: String
        let file: String

        init(_ diagnostic: Diagnostic) {
            (code, message, file) = (diagnostic.code, diagnostic.message, diagnostic.location.file)
        }
    }

    /// What is written; files that stay as they are are not among it.
    package var changes: [FileChange] {
        files.changes.sorted { $0.key < $1.key }.compactMap { path, bytes in
            // What cannot be read now is written anew.
            let before = (try? files.base.bytes(of: path, limit: YAMLLimits.catalog.fileSize))
                .map { String(decoding: $0, as: UTF8.self) }
            let after = bytes.map { String(decoding: $0, as: UTF8.self) }
            guard before != after else { return nil }
            return FileChange(
                name: path.text,
                path: files.base.root.path.appending(path.text),
                before: before,
                after: after
            )
        }
    }

    /// What would be wrong with the manifests after the changes.
    package func mistakes() throws(Problem) -> DiagnosticReport {
        var assembly = DesiredStateAssembly(try opened())
        _ = assembly.profiles(.ignore)
        return DiagnosticReport(assembly.diagnostics, sources: assembly.sources)
    }

    /// A profile with everything resolved, as its lock has it; nil if there is none of that name.
    ///
    /// - Throws: ``Problem/invalid(_:)`` if anything in the tree is wrong.
    func resolvedProfile(_ name: ProfileName) throws(Problem) -> Profile? {
        var assembly = DesiredStateAssembly(try opened())
        let profiles = assembly.profiles(.obey)
        guard assembly.diagnostics.isEmpty else {
            throw .invalid(DiagnosticReport(assembly.diagnostics, sources: assembly.sources))
        }
        return profiles.first { $0.name == name }
    }

    /// - Throws: ``Problem/invalid(_:)`` with the mistakes that the changes bring.
    package func check() throws(Problem) {
        let report = try mistakes()
        // What a new reference leads to is locked after it is written.
        let fresh = report.diagnostics.filter { diagnostic in
            diagnostic.code != .documentNotLocked && !mistakesBefore.contains(Mistake(diagnostic))
        }
        if !fresh.isEmpty { throw .invalid(DiagnosticReport(fresh, of: report)) }
    }

    /// True if the tree has the file, or will have it.
    package func isWritten(_ name: String) -> Bool {
        let path = TreePath(name.split(separator: "/").map(String.init))
        // What cannot be read is there, too, and must not be written over.
        do {
            _ = try files.bytes(of: path, limit: YAMLLimits.catalog.fileSize)
            return true
        } catch {
            return error != .missing
        }
    }

    // MARK: Files

    /// Lets a file of the tree have this text.
    package mutating func write(_ text: String, to name: String) {
        files.change(TreePath(name.split(separator: "/").map(String.init)), to: Array(text.utf8))
    }

    mutating func remove(_ path: TreePath) {
        files.change(path, to: nil)
    }

    func bytes(of path: TreePath) throws(Problem) -> [UInt8] {
        do {
            return try files.bytes(of: path, limit: YAMLLimits.standard.fileSize)
        } catch {
            throw .refused("the file '\(path)' \(error.predicate)", suggestion: nil)
        }
    }

    /// Changes one file's values in its text.
    mutating func edit(
        _ path: TreePath,
        _ body: (inout ManifestEditor) throws(ManifestEditor.Refusal) -> Void
    ) throws(Problem) {
        let bytes = try bytes(of: path)
        var editor: ManifestEditor
        do {
            editor = try ManifestEditor(bytes, file: path.text)
        } catch {
            throw .invalid(error)
        }
        do {
            try body(&editor)
        } catch {
            throw .refused(
                "'\(error.path)' in '\(error.file)' cannot be changed: \(error.reason)",
                suggestion: "edit the file by hand"
            )
        }
        files.change(path, to: Array(editor.text.utf8))
    }

    // MARK: Profiles

    /// A profile's file, by the name in its metadata.
    struct ProfileFile {
        let name: String
        let path: TreePath
        let root: YAMLNode
    }

    /// The profiles that can be read, sorted by name.
    func profiles() throws(Problem) -> [ProfileFile] {
        var reader = ManifestReader(files)
        let paths = try opened().profiles
        return paths.compactMap { path in
            guard case .success(let document) = reader.document(at: path), let root = document.root,
                let name = root["metadata"]?["name"]?.string
            else { return nil }
            return ProfileFile(name: name, path: path, root: root)
        }
        .sorted { ($0.name, $0.path) < ($1.name, $1.path) }
    }

    func profile(_ name: ProfileName) throws(Problem) -> ProfileFile {
        let profiles = try profiles()
        if let found = profiles.first(where: { $0.name == name.text }) { return found }
        let names = profiles.map(\.name)
        throw .refused(
            "there is no profile '\(name)'",
            suggestion: names.nearest(to: name.text).map { "did you mean '\($0)'?" }
                ?? (names.isEmpty ? nil : "there are: \(names.joined(separator: ", "))")
        )
    }

    private func opened() throws(Problem) -> OpenedTree {
        do {
            return try OpenedTree(tree, files: files)
        } catch {
            throw .refused("the directory \(error.predicate)", suggestion: nil)
        }
    }
}
