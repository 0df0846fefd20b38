package import ContainerEngine
import NIOCore

/// A container of a fake engine.
package struct FakeContainer: Sendable {
    package let id: ContainerID
    package var name: String
    /// The image as it was named, and its identifier.
    package let image: String
    package let imageID: String
    /// `Config` with the image's defaults merged in, and `HostConfig`, as `inspect` shows them.
    package let configuration: JSONValue
    package internal(set) var host: JSONValue

    package var status = ContainerState.Status.created
    package var exitCode = 0
    package var isOutOfMemory = false
    /// How often it was started.
    package var starts = 0

    let process: FakeProcess
    var run: FakeRun?
    /// Output streams of attached clients, by attachment.
    var attachments: [Int: AsyncStream<ByteBuffer>.Continuation] = [:]
    /// Fires at the end of the current or next run.
    var ended = Signal()
    let removed = Signal()

    package var labels: [String: String] {
        configuration["Labels"].members.compactMapValues(\.text)
    }

    /// How many clients are attached.
    package var attachedClients: Int { attachments.count }

    var opensInput: Bool { configuration["OpenStdin"].boolean == true }
    var closesInputOnce: Bool { configuration["StdinOnce"].boolean == true }

    /// The document of `GET /containers/{id}/json`.
    var inspection: JSONValue {
        let never: JSONValue = "0001-01-01T00:00:00Z"
        return [
            "Id": .text(id.text),
            "Name": .text("/\(name)"),
            "Created": "2026-01-01T00:00:00.000000001Z",
            "Image": .text(imageID),
            "Config": configuration,
            "HostConfig": host,
            "Mounts": .array(host["Mounts"].elements.map(Self.mountPoint)),
            "State": [
                "Status": .text(status.rawValue),
                "Running": .boolean(status == .running),
                "OOMKilled": .boolean(isOutOfMemory),
                "ExitCode": .integer(Int64(exitCode)),
                "Pid": status == .running ? 4242 : 0,
                "Error": "",
                "StartedAt": starts == 0 ? never : "2026-01-01T00:00:01Z",
                "FinishedAt": status == .exited ? "2026-01-01T00:00:02Z" : never,
            ],
        ]
    }

    /// The row of `GET /containers/json`.
    var summary: JSONValue {
        [
            "Id": .text(id.text),
            "Names": [.text("/\(name)")],
            "Image": .text(image),
            "ImageID": .text(imageID),
            "State": .text(status.rawValue),
            "Labels": configuration["Labels"],
        ]
    }

    private static func mountPoint(_ mount: JSONValue) -> JSONValue {
        [
            "Type": mount["Type"],
            "Source": mount["Source"],
            "Destination": mount["Target"],
            "RW": .boolean(mount["ReadOnly"].boolean != true),
        ]
    }
}

/// One run of a container's process.
struct FakeRun: Sendable {
    let input: AsyncStream<ByteBuffer>.Continuation
    let inputStream: AsyncStream<ByteBuffer>
    /// Fires when the process shall end.
    let killed = Signal()
    /// What the run ends with if it is killed.
    var exitCodeWhenKilled = 137
    var isOutOfMemory = false

    init() {
        (inputStream, input) = AsyncStream.makeStream(of: ByteBuffer.self, bufferingPolicy: .unbounded)
    }
}

/// A client's side of a container's standard streams.
struct FakeAttachment: Sendable {
    let output: AsyncStream<ByteBuffer>
    let input: @Sendable (ByteBuffer) -> Void
    let endInput: @Sendable () -> Void
    let detach: @Sendable () -> Void
    /// True if the client's stream stays open when its input has ended (`StdinOnce`).
    let outlivesInput: Bool
}

/// What a call to a fake engine leads to.
enum FakeOutcome: Sendable {
    case answer(FakeAnswer)
    case attached(FakeAttachment)
    case events(AsyncStream<JSONValue>)
}
