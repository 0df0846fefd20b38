/// A parsed regular expression.
indirect enum PatternNode {
    case scalar(Unicode.Scalar)
    /// `.`: anything but a line terminator.
    case any
    case set(ScalarSet)
    case start
    case end
    case wordBoundary(isNegated: Bool)
    case lookahead(PatternNode, isNegated: Bool)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    case repeated(PatternNode, minimum: Int, maximum: Int?)
}
