import Applier
import Planner
import Spec

extension BackendOpening {
    /// As ``takeOver(_:)``, for a candidate that is to serve: where its policy is quarantine, it must list what was locked.
    func admit(_ candidate: Candidate) async throws(AdmissionError) -> Opened {
        let opened = try await takeOver(candidate)
        let comparison = LockComparison(opened.offering, candidate.server.serving)
        guard comparison.isQuarantined else { return opened }
        opened.connection.close()
        let message = "\(candidate.identity.address) is not as it was locked (\(comparison.finding.phrase))"
        throw AdmissionError(code: .notAsLocked, message: message)
    }
}
