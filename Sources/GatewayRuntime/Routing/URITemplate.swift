/// Tells whether a URI could come from a template (RFC 6570, levels 1 to 3).
///
/// Matching is generous: what an expression stands for is bounded only by what its operator can produce.
struct URITemplate: Hashable, Sendable {
    private enum Part: Hashable {
        case literal([UInt8])
        /// Anything but a slash, a question mark or a number sign.
        case segment
        /// Anything at all: the operators `+ # . / ; ? &`.
        case rest
    }

    /// Longer templates and URIs match nothing.
    private static let maximumLength = 4096

    private let parts: [Part]

    init(_ text: String) {
        var parts: [Part] = []
        var rest = text.utf8.prefix(Self.maximumLength)[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "{")),
            let close = rest[open...].firstIndex(of: UInt8(ascii: "}"))
        {
            if open > rest.startIndex { parts.append(.literal(Array(rest[..<open]))) }
            let expression = rest[rest.index(after: open)..<close]
            let isSimple = expression.first.map { !"+#./;?&".utf8.contains($0) } ?? true
            parts.append(isSimple && !expression.contains(UInt8(ascii: "*")) ? .segment : .rest)
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.literal(Array(rest))) }
        self.parts = parts
    }

    func matches(_ uri: String) -> Bool {
        let uri = Array(uri.utf8)
        guard uri.count <= Self.maximumLength else { return false }
        // The offsets up to which the parts so far can reach: linear in their number, whatever a template says.
        var reached: Set<Int> = [0]
        for part in parts {
            reached = Self.reach(from: reached, over: part, in: uri)
            guard !reached.isEmpty else { return false }
        }
        return reached.contains(uri.count)
    }

    private static func reach(from offsets: Set<Int>, over part: Part, in uri: [UInt8]) -> Set<Int> {
        switch part {
        case .literal(let bytes):
            return Set(offsets.filter { uri[$0...].starts(with: bytes) }.map { $0 + bytes.count })
        case .rest:
            return offsets.min().map { Set($0...uri.count) } ?? []
        case .segment:
            var (result, isOpen): (Set<Int>, Bool) = ([], false)
            for offset in (offsets.min() ?? 0)...uri.count {
                isOpen = isOpen || offsets.contains(offset)
                if isOpen { result.insert(offset) }
                if offset < uri.count, "/?#".utf8.contains(uri[offset]) { isOpen = false }
            }
            return result
        }
    }
}
