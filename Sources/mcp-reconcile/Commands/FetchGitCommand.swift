import ArgumentParser
import FoundationEssentials
import GitRemotes
import Glibc
import SystemPackage

/// Fetches one repository and ends: the program runs itself as this, because libgit2 waits for a silent server as long
/// as that is silent.
struct FetchGitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch-git",
        abstract: "Fetch as standard input says; for the program's own use.",
        shouldDisplay: false
    )

    /// More than any request has.
    private static let largestRequest = 64 << 10

    @Option(help: "Seconds after which the process is ended by SIGALRM.")
    var deadline: UInt32 = 120

    func run() throws {
        alarm(deadline)
        let answer: FetchAnswer
        do {
            let request = try JSONDecoder().decode(FetchRequest.self, from: Data(try Self.input()))
            answer = .fetched(try Fetch(request, environment: ProcessInfo.processInfo.environment).run())
        } catch let error as RemoteError {
            answer = .failed(error)
        }
        Console.output.write(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
    }

    private static func input() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < largestRequest {
            let part = try [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
                count = try FileDescriptor.standardInput.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            if part.isEmpty { break }
            bytes += part
        }
        return bytes
    }
}
