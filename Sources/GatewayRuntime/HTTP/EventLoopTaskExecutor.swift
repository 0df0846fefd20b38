import NIOCore

/// Runs tasks on one event loop.
///
/// A request is read, handled and answered on the thread that its connection lives on; the change of threads on either
/// side of a task costs more than all the rest of a small request.
final class EventLoopTaskExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
