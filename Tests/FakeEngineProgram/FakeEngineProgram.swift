import Glibc
import TestSupport

/// The fake engine as a process: prints its address, and ends when its standard input does.
///
/// Every image that is named as an argument is there, and runs a small MCP server.
@main
struct FakeEngineProgram {
    static func main() async throws {
        try await withFakeEngine { engine in
            for name in CommandLine.arguments.dropFirst() {
                engine.model.addImage(name, process: ScriptedMCPServer().process)
            }
            FakeEngineProgram.say("\(engine.endpoint)")
            while readLine() != nil {}
        }
    }

    /// Whoever started this waits for the line.
    private static func say(_ line: String) {
        print(line)
        fflush(nil)
    }
}
