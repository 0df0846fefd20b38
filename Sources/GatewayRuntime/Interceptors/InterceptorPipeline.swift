import NIOCore

/// The stages that requests pass in this order, and answers in the opposite one.
///
/// Where every stage decides at once, what it decided is returned, and nothing is allocated for it.
struct InterceptorPipeline: Sendable {
    /// What became of a request.
    enum Passage: Sendable {
        case passed
        case refused(String)
        /// A stage has answered in the server's place.
        case answered(ByteBuffer)
    }

    /// What became of an answer.
    enum Return: Sendable {
        case passed
        case refused(String)
    }

    typealias Sending = @Sendable (InterceptedCall, Passage) -> Void
    typealias Returning = @Sendable (InterceptedAnswer, Return) -> Void

    private static let overloaded = "The gateway has too much to do; try again later."

    let stages: [any Interceptor]
    /// Runs what takes time; false if too much of it is under way.
    private let perform: @Sendable (@escaping @Sendable () async -> Void) -> Bool

    init(
        _ stages: [any Interceptor],
        perform: @escaping @Sendable (@escaping @Sendable () async -> Void) -> Bool
    ) {
        (self.stages, self.perform) = (stages, perform)
    }

    /// Takes a request through every stage.
    ///
    /// - Parameters:
    ///   - call: As the stages leave it.
    ///   - later: Makes what is called once, in place of a result, if a stage takes time.
    /// - Returns: Nil if a stage takes time.
    func before(_ call: inout InterceptedCall, later: () -> Sending) -> Passage? {
        before(&call, from: 0, later: later)
    }

    private func before(_ call: inout InterceptedCall, from first: Int, later: () -> Sending) -> Passage? {
        for index in first..<stages.count {
            switch stages[index].before(&call) {
            case .proceed: continue
            case .refuse(let text): return .refused(text)
            case .later(let decide):
                let (waiting, completion) = (call, later())
                let isUnderWay = perform { await self.resume(waiting, at: index, decide, completion) }
                return isUnderWay ? nil : .refused(Self.overloaded)
            }
        }
        return .passed
    }

    private func resume(
        _ waiting: InterceptedCall,
        at index: Int,
        _ decide: @Sendable () async -> Ruling,
        _ completion: @escaping Sending
    ) async {
        var call = waiting
        switch await decide() {
        case .proceed: break
        case .refuse(let text): return completion(call, .refused(text))
        case .arguments(let json): call.replaceSubject(with: json)
        case .result(let json): return completion(call, .answered(json))
        }
        if let passage = before(&call, from: index + 1, later: { completion }) { completion(call, passage) }
    }

    /// Takes an answer back through every stage.
    ///
    /// - Parameters:
    ///   - call: As its server got it.
    ///   - answer: As the stages leave it.
    ///   - later: Makes what is called once, in place of a result, if a stage takes time.
    /// - Returns: Nil if a stage takes time.
    func after(_ call: InterceptedCall, _ answer: inout InterceptedAnswer, later: () -> Returning) -> Return? {
        after(call, &answer, before: stages.count, later: later)
    }

    private func after(
        _ call: InterceptedCall,
        _ answer: inout InterceptedAnswer,
        before last: Int,
        later: () -> Returning
    ) -> Return? {
        for index in (0..<last).reversed() {
            switch stages[index].after(call, &answer) {
            case .proceed: continue
            case .refuse(let text): return .refused(text)
            case .later(let decide):
                let (waiting, completion) = (answer, later())
                let isUnderWay = perform { await self.resume(call, waiting, at: index, decide, completion) }
                return isUnderWay ? nil : .refused(Self.overloaded)
            }
        }
        return .passed
    }

    private func resume(
        _ call: InterceptedCall,
        _ waiting: InterceptedAnswer,
        at index: Int,
        _ decide: @Sendable () async -> Ruling,
        _ completion: @escaping Returning
    ) async {
        var answer = waiting
        switch await decide() {
        case .proceed, .arguments: break
        case .refuse(let text): return completion(answer, .refused(text))
        case .result(let json): answer.replace(withResult: json)
        }
        if let outcome = after(call, &answer, before: index, later: { completion }) { completion(answer, outcome) }
    }
}
