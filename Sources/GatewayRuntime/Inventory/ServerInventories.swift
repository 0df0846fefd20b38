/// What servers list, known before they run: what they listed when they ran last, or what was agreed on beforehand.
///
/// It is shown to clients until the server itself says what it lists, and is untrusted as the server's own words are.
package protocol ServerInventories: Sendable {
    /// What is known of these servers; the others are left out.
    func offerings(of servers: [InventoryKey]) async -> [InventoryKey: Offering]

    /// A server has said what it lists.
    func learn(_ offering: Offering, of server: InventoryKey) async
}
