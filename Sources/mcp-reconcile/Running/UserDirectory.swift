import FoundationEssentials
import Glibc
import SystemPackage

/// Where this program keeps files of this user (XDG Base Directory Specification 0.8).
enum UserDirectory {
    /// What can be deleted at any time.
    static var cache: FilePath { place(of: "XDG_CACHE_HOME", else: ".cache") }

    /// What is worth keeping and is no configuration.
    static var state: FilePath { place(of: "XDG_STATE_HOME", else: ".local/state") }

    /// A variable that names no absolute path counts as unset, as the specification says.
    private static func place(of variable: String, else standard: String) -> FilePath {
        let environment = ProcessInfo.processInfo.environment
        let chosen = environment[variable].flatMap { $0.hasPrefix("/") ? FilePath($0) : nil }
        return (chosen ?? home(environment["HOME"]).appending(standard)).appending("mcp-reconcile")
    }

    /// Services may run without the variable; a directory that anybody could have made before is no place then.
    private static func home(_ variable: String?) -> FilePath {
        if let variable, variable.hasPrefix("/") { return FilePath(variable) }
        guard let entry = getpwuid(getuid()), let directory = entry.pointee.pw_dir, directory.pointee != 0 else {
            return "/"
        }
        return FilePath(platformString: directory)
    }
}
