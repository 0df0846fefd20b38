import Glibc

/// The events that came together, as far as they are known.
struct INotifyBatch: Hashable, Sendable {
    /// More than a manifest tree sees at once; a batch beyond it says no more than that something happened.
    static let maximumEvents = 4096

    private(set) var events: [INotifyEvent] = []
    /// False if events were lost: anything may have happened.
    private(set) var isComplete = true

    init() {}

    /// Reads what the kernel wrote: events one after the other, each with a name that is filled up with zeros.
    ///
    /// Bytes that make no whole event make the batch incomplete; the kernel never splits one.
    init(decoding bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let event = INotifyEvent(takenFrom: &rest) else {
                isComplete = false
                return
            }
            append(event)
        }
    }

    mutating func append(_ later: INotifyBatch) {
        isComplete = isComplete && later.isComplete
        for event in later.events { append(event) }
    }

    private mutating func append(_ event: INotifyEvent) {
        if event.mask.contains(.overflow) { isComplete = false }
        // A file that is written again and again counts once; only renames carry a cookie.
        guard event != events.last else { return }
        guard events.count < Self.maximumEvents else {
            isComplete = false
            return
        }
        events.append(event)
    }
}

extension INotifyEvent {
    /// Reads `struct inotify_event` and its name, and leaves what follows; nil if the bytes end before the event does.
    fileprivate init?(takenFrom bytes: inout Slice<UnsafeRawBufferPointer>) {
        let header = MemoryLayout<inotify_event>.size
        guard bytes.count >= header else { return nil }
        let fields = UnsafeRawBufferPointer(rebasing: bytes).loadUnaligned(as: inotify_event.self)
        guard bytes.count - header >= Int(fields.len) else { return nil }
        let name = bytes.dropFirst(header).prefix(Int(fields.len)).prefix { $0 != 0 }
        self.init(
            watch: fields.wd,
            mask: Mask(rawValue: fields.mask),
            cookie: fields.cookie,
            name: name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
        )
        bytes = bytes.dropFirst(header + Int(fields.len))
    }
}
