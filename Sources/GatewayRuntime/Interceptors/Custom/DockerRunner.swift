import ContainerEngine
import NIOCore
import Spec

/// Runs a container: the payload on its standard input, the verdict on its standard output.
struct DockerRunner: InterceptorRunner {
    let image: String
    let arguments: [String]
    let containers: OneShotContainers

    func run(_ payload: ByteBuffer) async throws -> ByteBuffer {
        do {
            let result = try await containers.run(
                .hardened(image: image, command: arguments.isEmpty ? nil : arguments),
                input: payload,
                maximumOutput: InterceptorFailure.maximumOutput
            )
            guard result.exitCode == 0 else {
                let complaint = UntrustedText.escaping(String(result.standardError.suffix(512)))
                throw InterceptorFailure(
                    "ended with exit code \(result.exitCode)" + (complaint.isEmpty ? "" : ": \(complaint)")
                )
            }
            return result.output
        } catch let error as EngineError {
            throw InterceptorFailure("cannot be run: \(String("\(error)".prefix(200)))")
        } catch let error as OneShotContainers.MissingImage {
            throw InterceptorFailure("cannot be run: \(String("\(error)".prefix(200)))")
        } catch let error as OneShotContainers.TooMuchOutput {
            throw InterceptorFailure("wrote more than \(error.limit) bytes")
        }
    }
}
