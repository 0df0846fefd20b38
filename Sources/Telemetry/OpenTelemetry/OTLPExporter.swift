import AsyncHTTPClient
import Glibc
package import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Synchronization

/// Exports spans and metrics over OTLP/HTTP, off the path of calls.
///
/// Nothing waits for a collector: spans that find the queue full are dropped and counted, metrics are cumulative.
package final class OTLPExporter: Sendable {
    private struct State {
        var spans: [Span] = []
        var dropped: UInt64 = 0
        var hasFailed = false
    }

    private static let limit: TimeAmount = .seconds(10)
    private static let farewell: TimeAmount = .seconds(3)

    package let configuration: OTLPConfiguration
    private let registry: MetricRegistry
    private let logger: Logger
    private let start: Int64
    private let state = Mutex(State())
    private let (wakes, wakesContinuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    package init(_ configuration: OTLPConfiguration, registry: MetricRegistry, logger: Logger) {
        self.configuration = configuration
        self.registry = registry
        self.logger = logger
        start = Self.now
    }

    /// Takes a span in, to be exported with others.
    package func export(_ span: Span) {
        guard configuration.traces != nil, span.context.isSampled else { return }
        let isBatch = state.withLock { state in
            guard state.spans.count < configuration.maximumQueue else {
                state.dropped += 1
                return false
            }
            state.spans.append(span)
            return state.spans.count == configuration.maximumBatch
        }
        if isBatch { wakesContinuation.yield() }
    }

    /// Exports until graceful shutdown, and then what is left.
    package func run() async {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                if self.configuration.traces != nil {
                    group.addTask { await self.tick() }
                    group.addTask { await self.exportSpans() }
                }
                if self.configuration.metrics != nil { group.addTask { await self.exportMetricsRegularly() } }
            }
        }
        // The exports of a cancelled task would end at once.
        await Task.detached {
            await self.exportWaiting(within: Self.farewell)
            await self.exportMetrics(within: Self.farewell)
        }.value
    }

    private func tick() async {
        while (try? await Task.sleep(for: configuration.spanDelay)) != nil { wakesContinuation.yield() }
    }

    private func exportSpans() async {
        for await _ in wakes { await exportWaiting(within: Self.limit) }
    }

    private func exportWaiting(within limit: TimeAmount) async {
        guard let endpoint = configuration.traces else { return }
        while true {
            let batch = state.withLock { state in
                let batch = Array(state.spans.prefix(configuration.maximumBatch))
                state.spans.removeFirst(batch.count)
                return batch
            }
            guard !batch.isEmpty else { return }
            let document = OTLPDocument(resource: configuration.resource).spans(batch)
            let isTaken = await post(document, to: endpoint, within: limit)
            guard !isTaken, Task.isCancelled else { continue }
            // The end came while they were on their way: the farewell sends them again.
            return state.withLock { $0.spans.insert(contentsOf: batch, at: 0) }
        }
    }

    private func exportMetricsRegularly() async {
        while (try? await Task.sleep(for: configuration.metricInterval)) != nil {
            await exportMetrics(within: Self.limit)
        }
    }

    private func exportMetrics(within limit: TimeAmount) async {
        guard let endpoint = configuration.metrics else { return }
        let document = OTLPDocument(resource: configuration.resource)
        await post(document.metrics(registry.snapshot, since: start, at: Self.now), to: endpoint, within: limit)
    }

    /// - Returns: Whether the collector has answered that it has it.
    @discardableResult
    private func post(
        _ document: String,
        to endpoint: OTLPConfiguration.Endpoint,
        within limit: TimeAmount
    ) async -> Bool {
        var request = HTTPClientRequest(url: endpoint.url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        for header in endpoint.headers { request.headers.add(name: header.name, value: header.value) }
        request.body = .bytes(ByteBuffer(string: document))
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: limit)
            guard (200..<300).contains(response.status.code) else {
                complain("the collector answered with the status \(response.status.code)")
                return false
            }
            state.withLock { $0.hasFailed = false }
            return true
        } catch is CancellationError {
            return false
        } catch {
            if Task.isCancelled { return false }
            complain("the collector cannot be reached: \(String("\(error)".prefix(200)))")
            return false
        }
    }

    /// Says once that exports fail, until one succeeds.
    private func complain(_ problem: String) {
        let (isFirst, dropped) = state.withLock { state in
            defer { state.hasFailed = true }
            return (!state.hasFailed, state.dropped)
        }
        guard isFirst else { return }
        logger.warning("telemetry is not exported", metadata: ["problem": "\(problem)", "spans.dropped": "\(dropped)"])
    }

    /// Nanoseconds since 1970.
    private static var now: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
}
