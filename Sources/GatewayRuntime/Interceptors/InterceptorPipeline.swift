import NIOCore

/// The stages that requests pass in this order, and answers in the opposite one.
struct InterceptorPipeline: Sendable {
    /// What became of a request.
    enum Passage: Sendable {
        case passed(InterceptedCall)
        case refused(InterceptedCall, String)
        /// A stage has answered in the server's place.
        case answered(InterceptedCall, ByteBuffer)
    }

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

    /// Takes a request through every stage; `completion` is called once, before this returns if no stage takes time.
    func before(_ call: InterceptedCall, _ completion: @escaping @Sendable (Passage) -> Void) {
        before(call, from: 0, completion)
    }

    private func before(
        _ call: InterceptedCall,
        from first: Int,
        _ completion: @escaping @Sendable (Passage) -> Void
    ) {
        var call = call
        for index in first..<stages.count {
            switch stages[index].before(&call) {
            case .proceed: continue
            case .refuse(let text): return completion(.refused(call, text))
            case .later(let decide):
                let waiting = call
                let isUnderWay = perform {
                    var call = waiting
                    switch await decide() {
                    case .proceed: break
                    case .refuse(let text): return completion(.refused(call, text))
                    case .arguments(let json): call.replaceSubject(with: json)
                    case .result(let json): return completion(.answered(call, json))
                    }
                    self.before(call, from: index + 1, completion)
                }
                if !isUnderWay { completion(.refused(call, Self.overloaded)) }
                return
            }
        }
        completion(.passed(call))
    }

    /// Takes an answer back through every stage; `completion` is called once with it, or with why nobody gets it.
    func after(
        _ call: InterceptedCall,
        _ answer: InterceptedAnswer,
        _ completion: @escaping @Sendable (InterceptedAnswer, _ refusal: String?) -> Void
    ) {
        after(call, answer, before: stages.count, completion)
    }

    private func after(
        _ call: InterceptedCall,
        _ answer: InterceptedAnswer,
        before last: Int,
        _ completion: @escaping @Sendable (InterceptedAnswer, String?) -> Void
    ) {
        var answer = answer
        for index in (0..<last).reversed() {
            switch stages[index].after(call, &answer) {
            case .proceed: continue
            case .refuse(let text): return completion(answer, text)
            case .later(let decide):
                let waiting = answer
                let isUnderWay = perform {
                    var answer = waiting
                    switch await decide() {
                    case .proceed, .arguments: break
                    case .refuse(let text): return completion(answer, text)
                    case .result(let json): answer.replace(withResult: json)
                    }
                    self.after(call, answer, before: index, completion)
                }
                if !isUnderWay { completion(answer, Self.overloaded) }
                return
            }
        }
        completion(answer, nil)
    }
}
