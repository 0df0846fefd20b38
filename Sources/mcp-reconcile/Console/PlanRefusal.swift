import Planner
import Spec

/// A plan holds servers that cannot be brought about; the plan itself has said why.
struct PlanRefusal: Error {
    let status: ExitStatus
    let message: String

    /// Nil if everything in the plan can be done.
    init?(_ plan: Plan) {
        guard !plan.refusals.isEmpty else { return nil }
        let addresses = plan.refusals.map(\.address.description).joined(separator: ", ")
        let isOfTrust = plan.refusals.contains { $0.reasons.contains(where: \.isOfTrust) }
        status = isOfTrust ? .notTrusted : .failed
        message = "the plan cannot be carried out as a whole, see above: \(addresses)"
    }
}
