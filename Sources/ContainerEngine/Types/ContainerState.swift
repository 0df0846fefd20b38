/// How a container is doing: the API's `State`.
package struct ContainerState: Hashable, Sendable {
    package enum Status: String, Hashable, Sendable, CaseIterable {
        case created, running, paused, restarting, removing, exited, dead
    }

    package var status: Status
    /// Of the last run; 0 before the first.
    package var exitCode: Int
    /// True if the kernel killed the last run for its use of memory.
    package var isOutOfMemory: Bool
    /// On the engine's host; 0 when nothing runs.
    package var processID: Int
    /// Why the last start failed, in the engine's words (escape them before printing); empty if it did not.
    package var error: String
    /// As the engine writes it (RFC 3339); year 1 before the first start.
    package var startedAt: String
    package var finishedAt: String

    package init(
        status: Status,
        exitCode: Int = 0,
        isOutOfMemory: Bool = false,
        processID: Int = 0,
        error: String = "",
        startedAt: String = "",
        finishedAt: String = ""
    ) {
        self.status = status
        self.exitCode = exitCode
        self.isOutOfMemory = isOutOfMemory
        self.processID = processID
        self.error = error
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

extension ContainerState.Status: Decodable {
    /// Reads Docker's words, and those in which Podman differs.
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        let text = try value.decode(String.self)
        switch text {
        case "configured", "initialized": self = .created
        case "stopping": self = .running
        case "stopped": self = .exited
        case let text:
            guard let status = Self(rawValue: text) else {
                throw DecodingError.dataCorruptedError(in: value, debugDescription: "unknown container status")
            }
            self = status
        }
    }
}

extension ContainerState: Decodable {
    private enum CodingKeys: String, CodingKey {
        case status = "Status"
        case exitCode = "ExitCode"
        case isOutOfMemory = "OOMKilled"
        case processID = "Pid"
        case error = "Error"
        case startedAt = "StartedAt"
        case finishedAt = "FinishedAt"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        status = try values.decode(Status.self, forKey: .status)
        exitCode = try values.decodeIfPresent(Int.self, forKey: .exitCode) ?? 0
        isOutOfMemory = try values.decodeFlag(.isOutOfMemory)
        processID = try values.decodeIfPresent(Int.self, forKey: .processID) ?? 0
        error = try values.decodeText(.error)
        startedAt = try values.decodeText(.startedAt)
        finishedAt = try values.decodeText(.finishedAt)
    }
}

/// How a container's process ended.
package struct ContainerExit: Hashable, Sendable {
    /// The process's exit code; 128 + the signal's number for one that a signal ended.
    package var code: Int
    package var isOutOfMemory: Bool
    /// What the engine says went wrong while it waited; text of the engine.
    package var error: String?

    package init(code: Int, isOutOfMemory: Bool = false, error: String? = nil) {
        self.code = code
        self.isOutOfMemory = isOutOfMemory
        self.error = error
    }
}

/// Until when `wait` waits.
package enum WaitCondition: String, Hashable, Sendable {
    /// Returns at once if the container does not run, also if it was never started.
    case notRunning = "not-running"
    /// The next end of a run, even if the container does not run yet.
    case nextExit = "next-exit"
    case removed
}
