import ArgumentParser

/// Where the manifests come from, and which profile of them is meant.
struct SourceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A directory with reconcile.yaml, or one profile file.", valueName: "path"))
    var path: String?

    @Option(help: ArgumentHelp("A git repository, read from its object database.", valueName: "dir"))
    var repo: String?

    @Option(help: ArgumentHelp("The branch, tag or commit of --repo to read.", valueName: "rev"))
    var ref = "HEAD"

    @Option(help: ArgumentHelp("One profile by its name; or a profile file by its path.", valueName: "name"))
    var profile: String?

    func validate() throws {
        if path != nil, repo != nil {
            throw ValidationError("--path and --repo name two sources: give one of them.")
        }
        if repo != nil, profileFile != nil {
            throw ValidationError("--profile names a file, and --repo a repository: give the profile's name.")
        }
        if path != nil, profileFile != nil {
            throw ValidationError("--path and --profile name two sources: give the profile's name, or only the file.")
        }
    }

    /// The file that `--profile` names, if it names one rather than a profile.
    var profileFile: String? {
        guard let profile else { return nil }
        let isFile = profile.contains("/") || profile.hasSuffix(".yaml") || profile.hasSuffix(".yml")
        return isFile ? profile : nil
    }
}
