@testable import GitRemotes

extension CommitVerifier {
    func verdict(on commit: String, of history: GitHistory) async throws -> CommitVerdict {
        try await verdict(on: try history.signature(of: commit))
    }
}
