import Glibc

/// One event of the kernel, as `inotify(7)` describes it.
struct INotifyEvent: Hashable, Sendable {
    /// Which watch it belongs to; -1 for an overflow of the kernel's queue.
    let watch: CInt
    let mask: Mask
    /// Connects the two halves of a rename; otherwise 0.
    let cookie: UInt32
    /// What in the watched directory it is about; nil for the directory itself.
    let name: String?

    struct Mask: OptionSet, Hashable, Sendable {
        let rawValue: UInt32

        static let written = Self(rawValue: UInt32(IN_CLOSE_WRITE))
        static let created = Self(rawValue: UInt32(IN_CREATE))
        static let removed = Self(rawValue: UInt32(IN_DELETE))
        static let movedIn = Self(rawValue: UInt32(IN_MOVED_TO))
        static let movedOut = Self(rawValue: UInt32(IN_MOVED_FROM))
        static let selfRemoved = Self(rawValue: UInt32(IN_DELETE_SELF))
        static let selfMoved = Self(rawValue: UInt32(IN_MOVE_SELF))
        static let unmounted = Self(rawValue: UInt32(IN_UNMOUNT))
        /// The watch is gone: removed by us, or because its directory is.
        static let ignored = Self(rawValue: UInt32(IN_IGNORED))
        /// Events were lost.
        static let overflow = Self(rawValue: UInt32(IN_Q_OVERFLOW))
        static let isDirectory = Self(rawValue: UInt32(IN_ISDIR))

        /// Everything by which the content of a directory, or the directory itself, can change.
        static let anyChange: Self = [
            .written, .created, .removed, .movedIn, .movedOut, .selfRemoved, .selfMoved,
        ]
    }
}
