import Foundation

/// A directory of its own for one test, removed with its last reference.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "applier-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        // What cannot be removed stays in the temporary directory, which the system clears.
        try? FileManager.default.removeItem(atPath: path)
    }
}
