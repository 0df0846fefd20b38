/// A part of the text and what stands there instead.
struct TextEdit {
    let range: Range<Int>
    let text: String
}

extension ManifestEditor {
    func lineStart(_ offset: Int) -> Int {
        (scalars[..<offset].lastIndex(of: "\n").map { $0 + 1 }) ?? 0
    }

    func lineEnd(_ offset: Int) -> Int {
        scalars[offset...].firstIndex { $0 == "\n" || $0 == "\r" } ?? scalars.count
    }

    func column(_ offset: Int) -> Int { offset - lineStart(offset) }

    /// The dash of a block list's element; nil if something else stands between.
    func dash(before offset: Int) -> Int? {
        let start = scalars[..<offset].lastIndex { !" \t\r\n".unicodeScalars.contains($0) }
        return start.flatMap { scalars[$0] == "-" ? $0 : nil }
    }
}
