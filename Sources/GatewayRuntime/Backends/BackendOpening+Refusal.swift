import Applier
import ContainerEngine
import Planner
import Spec

// Why a server is not admitted, in words.

extension BackendOpening {
    /// What any failure means for whoever wants the candidate admitted.
    func refusal(_ error: any Error, of candidate: Candidate) -> AdmissionError {
        if let error = error as? AdmissionError { return error }
        let message = "\(candidate.identity.address) was not started: \(UntrustedText.escaping("\(error)"))"
        return AdmissionError(code: .engine, message: message)
    }

    func admissionError(
        _ error: any Error,
        _ tail: StandardErrorTail,
        _ candidate: Candidate
    ) async -> AdmissionError {
        let (code, message) = await reason(for: error, candidate)
        voice(of: candidate)?.note("does not serve: it \(message)")
        return AdmissionError(
            code: code,
            message: "\(candidate.identity.address) \(message)",
            standardError: tail.lines
        )
    }

    private func reason(for error: any Error, _ candidate: Candidate) async -> (AdmissionError.Code, String) {
        switch error {
        case BackendFailure.timedOut:
            return (.timedOut, "did not complete its handshake within \(candidate.server.timeouts.start.seconds) s")
        case BackendFailure.badAnswer: return (.badHandshake, BackendFailure.badAnswer.sentence)
        case is BackendFailure:
            let cause = await ExitCause(of: candidate.container, engine: engine)
            return (.exited, cause.text)
        case let fault as HandshakeFault: return (.badHandshake, fault.sentence)
        case let silence as SilentPort: return (.timedOut, silence.sentence)
        case let failure as RemoteFailure: return (.engine, failure.sentence)
        case let error as EngineError: return (.engine, "was not started: \(error)")
        default: return (.engine, "was not started: \(UntrustedText.escaping("\(error)"))")
        }
    }
}
