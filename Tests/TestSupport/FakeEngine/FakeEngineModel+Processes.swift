import ContainerEngine
import NIOCore
import Synchronization

extension FakeEngineModel {
    /// Runs the processes of started containers until the task is cancelled.
    func runProcesses() async {
        await withDiscardingTaskGroup { group in
            for await container in processes {
                group.addTask { await self.run(container) }
            }
            group.cancelAll()
        }
    }

    private func run(_ id: ContainerID) async {
        let container = state.withLock { state in state.containers.first { $0.id == id } }
        guard let container, let run = container.run else { return }
        let streams = FakeProcessStreams(input: run.inputStream) { stream, bytes in
            self.output(of: id, stream: stream, bytes)
        }
        let exitCode = await withTaskGroup(of: Int?.self) { group in
            group.addTask { await container.process.body(streams) }
            group.addTask {
                await run.killed.wait()
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        ended(id, exitCode: exitCode)
    }

    private func output(of id: ContainerID, stream: UInt8, _ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        var frame = ByteBuffer(bytes: [stream, 0, 0, 0])
        frame.writeInteger(UInt32(bytes.readableBytes))
        frame.writeImmutableBuffer(bytes)
        state.withLock { state in
            guard let container = state.containers.first(where: { $0.id == id }) else { return }
            for output in container.attachments.values { output.yield(frame) }
        }
    }

    /// Marks a run as over; `exitCode` is nil if the process was killed.
    private func ended(_ id: ContainerID, exitCode: Int?) {
        let signal = state.withLock { state -> Signal? in
            guard let index = state.containers.firstIndex(where: { $0.id == id }) else { return nil }
            guard let run = state.containers[index].run else { return nil }
            let ended = state.containers[index].ended
            state.containers[index].run = nil
            state.containers[index].ended = Signal()
            state.containers[index].status = .exited
            state.containers[index].exitCode = exitCode ?? run.exitCodeWhenKilled
            state.containers[index].isOutOfMemory = exitCode == nil && run.isOutOfMemory
            for output in state.containers[index].attachments.values { output.finish() }
            state.containers[index].attachments = [:]
            let code = String(state.containers[index].exitCode)
            state.emit(state.containers[index], "die", ["exitCode": code])
            return ended
        }
        signal?.fire()
    }

    /// Connects a client to a container, whatever its state.
    func attach(_ index: Int, in state: inout State) -> FakeAttachment {
        let (output, continuation) = AsyncStream.makeStream(of: ByteBuffer.self, bufferingPolicy: .unbounded)
        let id = state.containers[index].id
        state.counter += 1
        let number = Int(state.counter)
        state.containers[index].attachments[number] = continuation
        state.emit(state.containers[index], "attach")
        return FakeAttachment(
            output: output,
            input: { bytes in self.withRun(of: id) { $0.input.yield(bytes) } },
            endInput: { self.withRun(of: id) { $0.input.finish() } },
            detach: {
                self.state.withLock { state in
                    guard let index = state.containers.firstIndex(where: { $0.id == id }) else { return }
                    state.containers[index].attachments[number] = nil
                }
            },
            outlivesInput: state.containers[index].closesInputOnce
        )
    }

    private func withRun(of id: ContainerID, _ body: (FakeRun) -> Void) {
        let run = state.withLock { state in state.containers.first { $0.id == id }?.run }
        if let run { body(run) }
    }
}
