/// How many clients a gateway can have.
package enum ExpectedClients: Hashable, Sendable {
    /// The one that started it, on stdio.
    case one
    case many
}
