import Glibc

/// Gives memory that was freed back to the system.
///
/// The allocator keeps what lies between blocks that are in use: after a server with thousands of tools has gone, that
/// may be most of what the gateway holds (`malloc_trim(3)`).
enum FreedMemory {
    private typealias Trim = @convention(c) (Int) -> CInt

    /// Does nothing where the C library has no such function.
    static func release() {
        guard let trim = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(trim, to: Trim.self)(0)
    }
}
