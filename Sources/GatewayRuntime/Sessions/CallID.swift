import Synchronization

/// Tells requests apart in logs and traces, also those of other gateways; it opens nothing, and is no secret.
///
/// A gateway's ids sort in the order of their making: an index of traces then grows at its end, where ids in no order
/// would have a page written for nearly every trace.
struct CallID: Hashable, Sendable, CustomStringConvertible {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    /// 62 to this power is more than 64 bits hold.
    private static let digits = 11
    private static let process = UInt64.random(in: .min ... .max)
    private static let counter = Atomic(UInt64.random(in: .min ... .max))

    private let number: UInt64

    init() {
        number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
    }

    /// 22 characters.
    var description: String {
        String(unsafeUninitializedCapacity: Self.digits * 2) { buffer in
            for (half, value) in [Self.process, number].enumerated() {
                var rest = value
                for index in ((half * Self.digits)..<((half + 1) * Self.digits)).reversed() {
                    buffer[index] = Self.alphabet[Int(rest % 62)]
                    rest /= 62
                }
            }
            return Self.digits * 2
        }
    }
}
