import Glibc

/// How many files and sockets this process may have open: a gateway has one for each connection and each server.
enum OpenFileLimit {
    /// Uses all that the system grants; many start programs with no more than 1,024 (`setrlimit(2)`).
    static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        // What is not granted is done without.
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
