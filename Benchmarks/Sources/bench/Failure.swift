import Glibc

/// A benchmark could not be carried out; there is no partial result.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// The failure of the system call that was just made.
    static func systemCall(_ name: String) -> Self {
        Self("\(name): \(String(cString: strerror(errno)))")
    }
}
