import Logging
import NIOCore
import Spec
import Subprocess
import SystemPackage

/// Runs a command of the shell: the payload on its standard input, the verdict on its standard output.
struct ExecRunner: InterceptorRunner {
    private static let maximumComplaint = 4096

    let command: String

    func run(_ payload: ByteBuffer) async throws -> ByteBuffer {
        let result = try await execute(payload)
        let complaint = UntrustedText.escaping(String(result.standardError.suffix(512)))
        guard case .exited(0) = result.terminationStatus else {
            throw InterceptorFailure(
                "ended with '\(result.terminationStatus)'" + (complaint.isEmpty ? "" : ": \(complaint)")
            )
        }
        if !complaint.isEmpty { Logger.current.info("an interceptor said", metadata: ["stderr": "\(complaint)"]) }
        return ByteBuffer(bytes: result.standardOutput)
    }

    /// The input is no pipe: a command that does not read it all would break it.
    private func execute(
        _ payload: ByteBuffer
    ) async throws -> ExecutionResult<Void, BytesOutput, StringOutput<Unicode.UTF8>> {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .milliseconds(500))]
        do {
            let input = try MemoryFile.open(holding: payload)
            return try await Subprocess.run(
                .path("/bin/sh"),
                arguments: ["-c", command],
                platformOptions: options,
                input: .fileDescriptor(input, closeAfterSpawningProcess: true),
                output: .bytes(limit: InterceptorFailure.maximumOutput),
                error: .string(limit: Self.maximumComplaint)
            )
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw InterceptorFailure("cannot be run: \(UntrustedText.escaping(String("\(error)".prefix(200))))")
        }
    }
}
