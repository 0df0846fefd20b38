import Glibc
import SystemPackage

/// The file descriptor of an inotify instance, closed when its owner lets go of it.
struct INotifyDescriptor: ~Copyable, Sendable {
    private let rawValue: CInt

    /// - Throws: `Errno.tooManyOpenFiles` when the user has no instance or the process no descriptor left.
    init() throws(Errno) {
        rawValue = inotify_init1(CInt(IN_NONBLOCK) | CInt(IN_CLOEXEC))
        guard rawValue >= 0 else { throw Errno(rawValue: errno) }
    }

    deinit {
        if rawValue >= 0 { close(rawValue) }
    }

    /// A second descriptor of the same instance, for a reader that closes what it reads.
    func duplicate() throws(Errno) -> CInt {
        let copy = fcntl(rawValue, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw Errno(rawValue: errno) }
        return copy
    }

    /// Watches a directory; one that is watched already keeps its watch.
    ///
    /// - Returns: The watch; nil if there is no such directory or it may not be read.
    /// - Throws: `Errno.noSpace` when the user's watches are used up.
    func watch(_ directory: FilePath) throws(Errno) -> CInt? {
        let mask = INotifyEvent.Mask.anyChange.rawValue | UInt32(IN_ONLYDIR)
        let watch = inotify_add_watch(rawValue, directory.string, mask)
        guard watch < 0 else { return watch }
        switch Errno(rawValue: errno) {
        case .noSuchFileOrDirectory, .notDirectory, .permissionDenied: return nil
        case let error: throw error
        }
    }

    func unwatch(_ watch: CInt) {
        // The kernel removes the watch of a directory that is gone by itself, and then there is nothing to do.
        inotify_rm_watch(rawValue, watch)
    }
}
