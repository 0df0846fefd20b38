/// Lays rows out in columns two spaces apart; the last column is never padded.
struct ColumnWriter {
    private var rows: [[String]] = []

    init(header: [String]) {
        rows.append(header)
    }

    mutating func add(_ row: [String]) {
        rows.append(row)
    }

    var text: String {
        let widths = rows.reduce(into: [Int]()) { widths, row in
            for (index, cell) in row.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], cell.count)
            }
        }
        return rows.map { row in
            row.enumerated()
                .map { index, cell in
                    let padding = index == row.count - 1 ? 0 : widths[index] - cell.count
                    return cell + String(repeating: " ", count: padding)
                }
                .joined(separator: "  ") + "\n"
        }
        .joined()
    }
}
