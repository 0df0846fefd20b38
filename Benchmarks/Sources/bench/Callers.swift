/// So many callers that each keep one call in flight, and how they are played.
struct Callers: Equatable {
    enum Play {
        /// One thread plays them all: it takes the answers that are ready together and sends the next calls. This costs
        /// the least, and lets calls and answers that are ready together share system calls and wake-ups.
        case byOneThread
        /// Each has a thread that sleeps until its own answer is there, as callers do that know nothing of each other.
        case byThreadEach
    }

    let count: Int
    let play: Play

    var description: String { "\(count) callers" + (play == .byOneThread ? "" : " with a thread each") }
    /// For a narrow column.
    var abbreviation: String { "\(count)" + (play == .byOneThread ? "" : " threads") }

    static func together(_ count: Int) -> Self { Self(count: count, play: .byOneThread) }
    static func apart(_ count: Int) -> Self { Self(count: count, play: .byThreadEach) }
}
