import NIOPosix
import Spec

extension SpecLoader {
    /// Loads on a thread that may block, because files and git objects are read.
    func loadOffPool() async throws -> DesiredState {
        try await NIOThreadPool.singleton.runIfActive { try load() }
    }

    /// The same, with what was read.
    func readOffPool() async throws -> (desired: DesiredState, reading: ManifestReading) {
        let reading: ManifestReading
        do {
            reading = try await NIOThreadPool.singleton.runIfActive { try read() }
        } catch let error as SpecError {
            throw LoadFailure.unavailable(error)
        }
        switch reading.result {
        case .failure(let report): throw LoadFailure.invalid(report)
        case .success(let desired): return (desired, reading)
        }
    }
}
