/// A call that is answered after a number of steps, each an interval apart.
struct WaitingCall {
    let id: JSONValue
    let token: JSONValue?
    let steps: Int
    let interval: Milliseconds
    private(set) var step = 0
    private(set) var due: Milliseconds

    init(id: JSONValue, token: JSONValue?, steps: Int, interval: Milliseconds, now: Milliseconds) {
        self.id = id
        self.token = token
        self.steps = steps
        self.interval = interval
        due = now + interval
    }

    var isDone: Bool { step >= steps }

    /// Takes every step that is due, and reports each if the client asked for progress.
    mutating func advance(
        to now: Milliseconds,
        report: (_ step: Int, _ steps: Int, _ token: JSONValue) -> Void
    ) {
        while !isDone, due <= now {
            step += 1
            due += interval
            if let token { report(step, steps, token) }
        }
    }
}
