/// A place in a message, or none, in eight bytes: envelopes are handed on with every message.
///
/// A byte buffer is never longer than these can tell.
@propertyWrapper
package struct CompactRange: Hashable, Sendable {
    private var lower: UInt32 = 0
    /// 0 for none: a value has a first byte, so none ends there.
    private var upper: UInt32 = 0

    package init(wrappedValue: Range<Int>? = nil) {
        self.wrappedValue = wrappedValue
    }

    package var wrappedValue: Range<Int>? {
        get { upper == 0 ? nil : Int(lower)..<Int(upper) }
        set { (lower, upper) = newValue.map { (UInt32($0.lowerBound), UInt32($0.upperBound)) } ?? (0, 0) }
    }
}
