import ArgumentParser

/// A time to wait, as the command line says it: `500ms`, `30s`, `5m` or `1h`.
struct WaitTime: ExpressibleByArgument {
    let duration: Duration

    private static let longest: Duration = .seconds(86_400)

    init?(argument: String) {
        guard let match = argument.wholeMatch(of: /([0-9]{1,9})(ms|s|m|h)/), let number = Int64(match.1) else {
            return nil
        }
        let duration: Duration =
            switch match.2 {
            case "ms": .milliseconds(number)
            case "s": .seconds(number)
            case "m": .seconds(number * 60)
            default: .seconds(number * 3600)
            }
        guard duration > .zero, duration <= Self.longest else { return nil }
        self.duration = duration
    }
}
