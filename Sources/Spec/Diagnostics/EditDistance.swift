extension Sequence where Element: StringProtocol {
    /// The element that a misspelt word most likely means: at most two edits away, and fewer than the word has letters.
    ///
    /// Of several equally near ones the first in alphabetical order is chosen, so that messages are stable.
    package func nearest(to word: String, within limit: Int = 2) -> Element? {
        let allowed = Swift.min(limit, Swift.max(1, word.count - 1))
        return compactMap { candidate -> (Element, Int)? in
            let distance = EditDistance(from: word, to: String(candidate), limit: allowed).value
            return distance.map { (candidate, $0) }
        }
        .min { ($0.1, String($0.0)) < ($1.1, String($1.0)) }?.0
    }
}

/// How many insertions, deletions, substitutions and swaps of neighbours lead from one word to another
/// (Damerau–Levenshtein, optimal string alignment), as far as they are few.
struct EditDistance: Hashable, Sendable {
    /// Nil if more than the limit.
    let value: Int?

    /// Words that are far longer than keys and names are not compared.
    private static let maximumLength = 128

    init(from left: String, to right: String, limit: Int) {
        let (left, right) = (Array(left.lowercased()), Array(right.lowercased()))
        guard abs(left.count - right.count) <= limit, max(left.count, right.count) <= Self.maximumLength else {
            value = nil
            return
        }
        let distance = Self.table(left, right)
        value = distance <= limit ? distance : nil
    }

    private static func table(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                let isSame = left[i] == right[j]
                var best = Swift.min(last[j + 1] + 1, row[j] + 1, last[j] + (isSame ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = Swift.min(best, beforeLast[j - 1] + 1)
                }
                row.append(best)
            }
            (beforeLast, last) = (last, row)
        }
        return last[right.count]
    }
}
