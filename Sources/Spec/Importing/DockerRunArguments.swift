/// The container that `docker run …` would start.
struct DockerRunArguments: Sendable {
    /// Nil without an image.
    let container: ImportedContainer?
    /// Options that have no counterpart in a manifest.
    let dropped: [String]
    /// True unless the command line says that there is no network.
    let hasNetwork: Bool

    /// - Parameters:
    ///   - arguments: What follows `docker`.
    ///   - environment: Variables of the client's configuration, which `-e NAME` passes on.
    init(_ arguments: [String], environment: [String: String]) {
        var rest = arguments.drop { $0 != "run" }.dropFirst()
        var found = ImportedContainer(image: "")
        var (dropped, hasNetwork): ([String], Bool) = ([], true)
        while let argument = rest.first, argument.hasPrefix("-"), argument != "-" {
            rest = rest.dropFirst()
            if argument == "--" { break }
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            let (option, joined) = Self.option(argument.hasPrefix("--") ? parts[0] : argument, parts)
            if Self.flags.contains(option) || Self.isFlags(option) { continue }
            let value = joined ?? rest.popFirst() ?? ""
            switch option {
            case "-e", "--env":
                let pair = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                found.environment.append((pair[0], pair.count > 1 ? pair[1] : environment[pair[0]]))
            case "-v", "--volume": found.volumes.append(value)
            case "--mount": if let volume = Self.volume(mount: value) { found.volumes.append(volume) }
            case "-u", "--user": found.user = value
            case "--add-host": found.extraHosts.append(value)
            case "--network", "--net": hasNetwork = value != "none"
            case "--name", "--rm", "--pull", "--label", "-l": break
            default: dropped.append(option)
            }
        }
        found.image = rest.popFirst() ?? ""
        found.command = Array(rest)
        container = found.image.isEmpty ? nil : found
        self.dropped = dropped
        self.hasNetwork = hasNetwork
    }

    /// Options without a value; those that are given together are told apart by their letters.
    private static let flags: Set<String> = [
        "--rm", "--interactive", "--tty", "--init", "--detach", "--privileged", "--read-only", "--no-healthcheck",
    ]

    private static func isFlags(_ option: String) -> Bool {
        option.wholeMatch(of: /-[itdP]+/) != nil
    }

    /// `--env=A=1`, and `-eA=1` with nothing between.
    private static func option(_ name: String, _ parts: [String]) -> (String, String?) {
        if name.hasPrefix("--") { return (name, parts.count > 1 ? parts[1] : nil) }
        guard name.count > 2, !isFlags(name) else { return (name, nil) }
        return (String(name.prefix(2)), String(name.dropFirst(2)))
    }

    private static func volume(mount: String) -> String? {
        var members: [String: String] = [:]
        for part in mount.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            members[pair[0]] = pair.count > 1 ? pair[1] : "true"
        }
        guard let target = members["target"] ?? members["dst"] ?? members["destination"],
            let source = members["source"] ?? members["src"]
        else { return nil }
        let isReadOnly = (members["readonly"] ?? members["ro"]) == "true"
        return "\(source):\(target):\(isReadOnly ? "ro" : "rw")"
    }
}
