import FoundationEssentials
import GitRemotes
import Glibc
import Subprocess
import SystemPackage

/// A repository on another machine, and the copy of it in this user's cache.
struct RemoteRepository: Sendable {
    let address: RemoteAddress
    let reference: RemoteReference
    let knownHosts: FilePath?

    /// How long a fetch may take.
    private static let deadline = 120
    private static let largestAnswer = 64 << 10
    private static let largestComplaint = 4 << 10

    private var cache: RepositoryCache { RepositoryCache(in: UserDirectory.cache.appending("git")) }

    /// The bare repository that is read.
    var place: FilePath { cache.place(of: address, at: reference) }

    /// Brings the copy up to date.
    ///
    /// - Parameter also: A further branch, tag or commit that must be in it.
    /// - Returns: Where the reference stands now.
    /// - Throws: `RemoteError`.
    @discardableResult
    func fetch(also: RemoteReference? = nil) async throws -> FetchedCommit {
        let request = FetchRequest(
            address: address,
            reference: reference,
            also: also,
            cache: cache,
            knownHosts: knownHosts
        )
        let input = String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
        let result = try await Subprocess.run(
            .path("/proc/self/exe"),
            arguments: ["fetch-git", "--deadline", "\(Self.deadline)"],
            input: .string(input),
            output: .bytes(limit: Self.largestAnswer),
            error: .string(limit: Self.largestComplaint)
        )
        guard case .exited(0) = result.terminationStatus,
            let answer = try? JSONDecoder().decode(FetchAnswer.self, from: Data(result.standardOutput))
        else {
            try Task.checkCancellation()
            throw failure(result.terminationStatus, result.standardError)
        }
        switch answer {
        case .fetched(let commit): return commit
        case .failed(let error): throw error
        }
    }

    private func failure(_ status: TerminationStatus, _ complaint: String) -> RemoteError {
        let doing = "fetching '\(address)'"
        if case .signaled(let signal) = status, signal == SIGALRM {
            return RemoteError(.tooSlow, doing: doing, cause: "it took longer than \(Self.deadline) seconds")
        }
        return RemoteError(.failed, doing: doing, cause: "the process that fetches \(status): \(complaint)")
    }
}
