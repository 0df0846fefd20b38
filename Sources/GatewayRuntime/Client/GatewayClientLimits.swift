/// Bounds of what a ``GatewayClient`` waits for and accepts.
package struct GatewayClientLimits: Sendable {
    package var connect = Duration.seconds(5)
    /// For one request and all of its answer.
    package var request = Duration.seconds(120)
    /// For the goodbye at the end, which nobody waits for gladly.
    package var goodbye = Duration.seconds(2)
    /// Bytes of one answer.
    package var answerBytes = 64 << 20
    /// Pages of one list.
    package var pages = 200

    package init() {}
}
