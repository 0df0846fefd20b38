import FoundationEssentials
import SystemPackage

/// Where the parts under test lie.
enum Installation {
    /// The program, which the build puts beside the test bundle.
    static let program: FilePath = {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return FilePath(executable).removingLastComponent().appending("mcp-reconcile")
    }()

    /// The root of the checkout.
    static let root: FilePath = (0..<4).reduce(FilePath(#filePath)) { path, _ in path.removingLastComponent() }

    static let python = root.appending(".build/e2e/venv/bin/python")
    /// Has the second generation of the official SDK, whose clients need no handshake.
    static let statelessPython = root.appending(".build/e2e/venv-stateless/bin/python")
    static let engineScript = root.appending("scripts/engine")
    static let exampleProfiles = root.appending("examples/profiles")

    /// One of the scripts beside these tests.
    static func pythonScript(_ name: String) -> String {
        root.appending("Tests/EndToEnd/Python").appending(name).string
    }
}
