import Synchronization

/// Tells requests apart in logs and traces, also those of other gateways; it opens nothing, and is no secret.
struct CallID: Hashable, Sendable, CustomStringConvertible {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    /// 62 to this power is more than 64 bits hold.
    private static let digits = 11
    private static let process = UInt64.random(in: .min ... .max)
    private static let counter = Atomic(UInt64.random(in: .min ... .max))

    private let number: UInt64

    init() {
        number = Self.counter.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
    }

    /// 22 characters.
    var description: String {
        String(unsafeUninitializedCapacity: Self.digits * 2) { buffer in
            for (half, value) in [Self.process, Self.mixed(number)].enumerated() {
                var rest = value
                for index in (half * Self.digits)..<((half + 1) * Self.digits) {
                    buffer[index] = Self.alphabet[Int(rest % 62)]
                    rest /= 62
                }
            }
            return Self.digits * 2
        }
    }

    /// Spreads neighbouring numbers over all of 64 bits, each to another (Steele et al., SplitMix64).
    private static func mixed(_ number: UInt64) -> UInt64 {
        var value = number
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
