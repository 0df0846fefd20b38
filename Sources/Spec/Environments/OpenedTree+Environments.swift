extension OpenedTree {
    /// The files of `envs/`, by the environment's name; a file whose name is none is no environment.
    var environments: [EnvironmentName: TreePath] {
        // A directory that cannot be read has no environment that could be asked for.
        let files = ((try? self.files.names(in: EnvironmentDeclaration.directory)) ?? [])
            .map { TreePath([EnvironmentDeclaration.directory.text, $0]) }
            .filter(\.isManifest)
        let named = files.compactMap { path in EnvironmentName(path.stem).map { ($0, path) } }
        return Dictionary(named) { first, _ in first }
    }

    /// - Throws: ``SpecError`` that names the environments there are.
    func environment(named name: EnvironmentName) throws(SpecError) -> TreePath {
        let known = environments
        if let path = known[name] { return path }
        let names = known.keys.sorted().map(\.text)
        throw SpecError(
            .unknownEnvironment,
            doing: "selecting the environment '\(name)'",
            cause: "there is no '\(EnvironmentDeclaration.directory)/\(name).yaml'",
            suggestion: names.nearest(to: name.text).map { "did you mean '\($0)'?" }
                ?? (names.isEmpty ? "the tree has no environments" : "it has: \(names.joined(separator: ", "))")
        )
    }
}
