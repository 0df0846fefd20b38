/// A size in bytes, never negative.
package struct ByteCount: Hashable, Sendable {
    package let bytes: Int64

    package init?(bytes: Int64) {
        guard bytes >= 0 else { return nil }
        self.bytes = bytes
    }

    /// Reads `512Mi`, `2Gi`, `1.5GiB`, `2Gb`, `100k` or a bare number of bytes.
    ///
    /// `Ki`, `Mi`, `Gi` and the container engine's `k`, `m`, `g` (with or without `b`) are powers of 1024.
    package init?(_ text: String) {
        guard let size = SizeText(text), let number = Double(size.number) else { return nil }
        let product = (0..<size.exponent).reduce(number) { value, _ in value * 1024 }
        guard product < 9e18 else { return nil }
        bytes = Int64(product)
    }
}

extension ByteCount: CustomStringConvertible {
    /// The largest binary unit that divides evenly: `2GiB`, `512MiB`, `1000B`.
    package var description: String {
        let units: [(Int64, String)] = [(1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
        for (size, unit) in units where bytes >= size && bytes.isMultiple(of: size) {
            return "\(bytes / size)\(unit)"
        }
        return "\(bytes)B"
    }
}
