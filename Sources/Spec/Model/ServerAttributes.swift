/// One variable of a server's environment.
package struct EnvironmentVariable: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A directory, file or named volume that a server sees.
package struct Mount: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        /// An absolute path of the engine's host.
        case bind(String)
        /// A named volume of the engine.
        case volume(String)
    }

    package var source: Source
    /// An absolute path within the container.
    package var target: String
    package var isReadOnly: Bool

    package init(source: Source, target: String, isReadOnly: Bool = true) {
        self.source = source
        self.target = target
        self.isReadOnly = isReadOnly
    }
}

/// Which network a server reaches.
package enum NetworkPolicy: String, Hashable, Sendable, CaseIterable {
    /// No network at all: the default.
    case none
    /// The engine's default bridge, unrestricted.
    case bridge
}

/// What a server may use at most.
package struct ResourceLimits: Hashable, Sendable {
    /// Processor time in billionths of a core: 1_000_000_000 is one core.
    package var nanoCPUs: Int64
    package var memory: ByteCount
    /// Processes and threads.
    package var pids: Int64

    package static let defaultMemory = ByteCount(bytes: 2 << 30)

    package init(nanoCPUs: Int64 = 1_000_000_000, memory: ByteCount? = nil, pids: Int64 = 256) {
        guard let memory = memory ?? Self.defaultMemory else {
            preconditionFailure("2 GiB is a byte count")
        }
        self.nanoCPUs = nanoCPUs
        self.memory = memory
        self.pids = pids
    }
}

/// How many processes serve a server's clients.
package enum Isolation: String, Hashable, Sendable, CaseIterable {
    /// One for all clients.
    case shared
    /// One per client session.
    case session
    /// One per call.
    case call
}

/// Which era of the protocol a server is spoken to in.
package enum ProtocolChoice: String, Hashable, Sendable, CaseIterable {
    /// The one that it turns out to speak.
    case auto
    /// The revisions that begin with `initialize`.
    case handshake
    /// 2026-07-28, in which every request stands for itself.
    case stateless
}

/// How long the gateway waits for a server.
package struct Timeouts: Hashable, Sendable {
    /// From the container's start to the end of its handshake.
    package var start: Duration
    /// One request.
    package var call: Duration
    /// How long a server may be unused before it may be stopped.
    package var idle: Duration

    package init(start: Duration = .seconds(30), call: Duration = .seconds(60), idle: Duration = .seconds(600)) {
        self.start = start
        self.call = call
        self.idle = idle
    }
}
