import FoundationEssentials

/// The lines of a journal's file, oldest first, those included that cannot be understood.
struct JournalLines {
    struct Line {
        var bytes: [UInt8]
        /// Nil for a line that is no entry.
        var entry: JournalEntry?
    }

    private(set) var lines: [Line] = []

    /// - Parameter bytes: The content of the file.
    init(_ bytes: [UInt8] = []) {
        let decoder = JSONDecoder()
        lines = bytes.split(separator: UInt8(ascii: "\n")).map { line in
            // A line that is none of these is counted, and told of by whoever shows the others.
            let entry = try? decoder.decode(JournalEntry.self, from: Data(line))
            return Line(bytes: Array(line), entry: entry?.format == JournalEntry.currentFormat ? entry : nil)
        }
    }

    var count: Int { lines.count }
    var entries: [JournalEntry] { lines.compactMap(\.entry) }

    var content: JournalContent {
        var content = JournalContent(entries)
        content.unreadable = lines.count - content.entries.count
        return content
    }

    /// Without what was written when the run began.
    func ending(_ run: JournalEntry) -> Self {
        var others = self
        others.lines.removeAll { $0.entry?.id == run.id && $0.entry?.process != nil }
        return others
    }

    /// Without the last entry.
    mutating func removeLastEntry() {
        guard let index = lines.lastIndex(where: { $0.entry != nil }) else { return }
        lines.remove(at: index)
    }

    /// - Throws: `EncodingError`.
    mutating func add(_ entry: JournalEntry) throws {
        lines.append(Line(bytes: try Self.bytes(of: entry), entry: entry))
    }

    /// Leaves the last entries, and nothing else.
    mutating func keep(last count: Int) {
        lines = Array(lines.filter { $0.entry != nil }.suffix(count))
    }

    /// What the file holds.
    var bytes: [UInt8] { lines.flatMap { $0.bytes + [UInt8(ascii: "\n")] } }

    /// One line, without its end.
    static func bytes(of entry: JournalEntry) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(entry))
    }
}
