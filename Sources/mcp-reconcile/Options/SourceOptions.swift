import ArgumentParser
import FoundationEssentials
import GitRemotes
import Planner
import Spec
import SystemPackage

/// Where the manifests come from, and which profile of them is meant.
struct SourceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A directory with reconcile.yaml, or one profile file.", valueName: "path"))
    var path: String?

    @Option(
        help: ArgumentHelp(
            "A git repository: a directory, or an address (https, ssh, git@host:path, file).",
            discussion: """
                It is read from its object database. What an address leads to is fetched into the cache; \
                MCP_RECONCILE_GIT_TOKEN and MCP_RECONCILE_GIT_SSH_KEY say with what.
                """,
            valueName: "repository"
        )
    )
    var repo: String?

    @Option(help: ArgumentHelp("The branch, tag or commit of --repo to read.", valueName: "rev"))
    var ref = "HEAD"

    @Option(help: ArgumentHelp("One profile by its name; or a profile file by its path.", valueName: "name"))
    var profile: String?

    @Option(
        help: ArgumentHelp("The host keys that ssh servers must show; else ~/.ssh/known_hosts.", valueName: "file")
    )
    var knownHosts: String?

    @Option(
        help: ArgumentHelp(
            "Read only commits that somebody in this file has signed.",
            discussion: """
                Either allowed signers (ssh-keygen(1)) or OpenPGP public keys ('gpg --armor --export'); may be repeated. \
                Without it, 'trust' in the reconcile.yaml of the commit that was applied last decides.
                """,
            valueName: "file"
        ),
        completion: .file()
    )
    var trust: [String] = []

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("Let the values of envs/NAME.yaml count.", valueName: "name"),
        completion: .shellCommand("ls envs 2>/dev/null | sed -n 's/\\.ya\\{0,1\\}ml$//p'")
    )
    var environmentName: String?

    func validate() throws {
        if !trust.isEmpty, repo == nil {
            throw ValidationError("--trust is about commits: say by --repo which repository they are in.")
        }
        if let repo, RemoteAddress.isMeant(by: repo) { try validateRemote(repo) }
        if knownHosts != nil, remote?.address.scheme != .ssh {
            throw ValidationError("--known-hosts has a meaning only for a --repo that is reached by ssh.")
        }
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

    private func validateRemote(_ repo: String) throws {
        do {
            _ = try RemoteAddress(repo)
        } catch {
            // The address is not repeated: it may hold a password.
            throw ValidationError("--repo \(error).")
        }
        guard RemoteReference(ref) != nil else {
            throw ValidationError("--ref of a repository on another machine is a branch, a tag or a commit's id.")
        }
    }

    /// The repository, if it must be fetched.
    var remote: RemoteRepository? {
        guard let repo, RemoteAddress.isMeant(by: repo), let reference = RemoteReference(ref) else { return nil }
        // An address that is none was refused when the options were validated.
        guard let address = try? RemoteAddress(repo) else { return nil }
        // The process that fetches may see another directory as its own.
        let working = FilePath(FileManager.default.currentDirectoryPath)
        let known = knownHosts.map { working.pushing(FilePath($0)) }
        return RemoteRepository(address: address, reference: reference, knownHosts: known)
    }

    /// The file that `--profile` names, if it names one rather than a profile.
    var profileFile: String? {
        guard let profile else { return nil }
        let isFile = profile.contains("/") || profile.hasSuffix(".yaml") || profile.hasSuffix(".yml")
        return isFile ? profile : nil
    }
}

extension SourceOptions {
    /// The tree that the options name.
    var tree: ManifestTree {
        if let remote { return .git(repository: remote.place, revision: ref) }
        if let repo { return .git(repository: FilePath(repo), revision: ref) }
        let path = FilePath(profileFile ?? path ?? ".")
        return path.isFile ? .profileFile(path) : .directory(path)
    }

    /// The profiles of the tree that are meant.
    func selection() throws -> ProfileSelection {
        guard let profile, profileFile == nil else { return .all }
        guard let name = ProfileName(profile) else {
            throw CommandFailure(
                status: .invalidInput,
                message:
                    "'\(UntrustedText.escaping(profile))' is no profile name: lowercase letters, digits and inner hyphens"
            )
        }
        return .named(name)
    }

    /// The environment that is meant.
    func environment() throws -> EnvironmentName? {
        guard let environmentName else { return nil }
        if let name = EnvironmentName(environmentName) { return name }
        throw CommandFailure(
            status: .invalidInput,
            message: "'\(UntrustedText.escaping(environmentName))' is no name of an environment: lowercase letters, "
                + "digits and inner hyphens"
        )
    }
}

extension FilePath {
    /// True if a file is there and no directory; what is not there is reported by whoever opens it.
    fileprivate var isFile: Bool {
        // What is not there is no file here; whoever opens it says so.
        guard let type = try? stat().type else { return false }
        return type != .directory
    }
}
