import FoundationEssentials
import Logging
import Spec

/// Writes log records to standard error, as text for people or as one JSON object a line.
struct LineLogHandler: LogHandler {
    enum Format: String, CaseIterable, Sendable {
        case text, json
    }

    let format: Format
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(format: Format, level: Logger.Level) {
        self.format = format
        self.logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let facts = metadata.merging(event.metadata ?? [:]) { _, new in new }
            .sorted { $0.key < $1.key }
            .map { (key: $0.key, value: $0.value.description) }
        switch format {
        case .text: Console.error.line(text(event, facts: facts))
        case .json: Console.error.line(json(event, facts: facts))
        }
    }

    private func text(_ event: LogEvent, facts: [(key: String, value: String)]) -> String {
        let pairs = facts.map { " \($0.key)=\(UntrustedText.escaping($0.value))" }.joined()
        return "\(Self.timestamp()) \(event.level) \(event.message)\(pairs)"
    }

    private func json(_ event: LogEvent, facts: [(key: String, value: String)]) -> String {
        Self.json(event.level, "\(event.message)", facts)
    }

    /// One record as a JSON object, on one line without its end.
    static func json(_ level: Logger.Level, _ message: String, _ facts: [(key: String, value: String)]) -> String {
        var members: [String: String] = [:]
        for fact in facts { members[fact.key] = fact.value }
        // No fact takes the place of what every record has.
        let record = ["time": timestamp(), "level": level.rawValue, "message": message]
        return String(JSONText.encodeLine(members.merging(record) { _, own in own }).dropLast())
    }

    private static func timestamp() -> String {
        Date().formatted(.iso8601.time(includingFractionalSeconds: true))
    }
}
