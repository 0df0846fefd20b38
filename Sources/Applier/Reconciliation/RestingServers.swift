package import Planner
package import Spec

/// Servers that an apply leaves as they are for now, because what they would become has failed a moment ago.
///
/// What would become something else meanwhile, such as one whose image was built anew, does not rest.
package struct RestingServers: Hashable, Sendable {
    /// Nil stands for whatever they would become.
    private var specs: [ServerAddress: SpecHash?] = [:]

    package init() {}

    /// Leaves a server alone as long as it would become this.
    package mutating func add(_ address: ServerAddress, becoming spec: SpecHash?) {
        specs[address] = .some(spec)
    }

    package func contains(_ address: ServerAddress, becoming spec: SpecHash?) -> Bool {
        guard let resting = specs[address] else { return false }
        return resting == nil || resting == spec
    }

    package var addresses: Set<ServerAddress> { Set(specs.keys) }
}

extension RestingServers: ExpressibleByArrayLiteral {
    package init(arrayLiteral addresses: ServerAddress...) {
        for address in addresses { add(address, becoming: nil) }
    }
}
