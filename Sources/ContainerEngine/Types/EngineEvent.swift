/// Something that happened on an engine: one line of `GET /events`.
package struct EngineEvent: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case container, image, network, volume
        /// A kind that this program does not look at, for example `daemon`.
        case other(String)
    }

    package var kind: Kind
    /// For example `create`, `start`, `die`, `destroy`; health checks append detail after a colon.
    package var action: String
    /// The identifier of what it happened to.
    package var subject: String
    /// The subject's labels, together with what the engine adds: `name`, `image`, `exitCode`.
    package var attributes: [String: String]
    package var time: EngineTime

    package init(
        kind: Kind,
        action: String,
        subject: String,
        attributes: [String: String] = [:],
        time: EngineTime = EngineTime(nanoseconds: 0)
    ) {
        self.kind = kind
        self.action = action
        self.subject = subject
        self.attributes = attributes
        self.time = time
    }
}

extension EngineEvent.Kind {
    /// As the API writes it.
    var text: String {
        switch self {
        case .container: "container"
        case .image: "image"
        case .network: "network"
        case .volume: "volume"
        case .other(let text): text
        }
    }

    init(_ text: String) {
        switch text {
        case "container": self = .container
        case "image": self = .image
        case "network": self = .network
        case "volume": self = .volume
        default: self = .other(text)
        }
    }
}

extension EngineEvent: Decodable {
    private enum CodingKeys: String, CodingKey {
        case kind = "Type"
        case action = "Action"
        case actor = "Actor"
        case nanoseconds = "timeNano"
    }

    private struct Actor: Decodable {
        var id: String?
        var attributes: [String: String]?

        enum CodingKeys: String, CodingKey {
            case id = "ID"
            case attributes = "Attributes"
        }
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        kind = Kind(try values.decode(String.self, forKey: .kind))
        action = try values.decode(String.self, forKey: .action)
        let actor = try values.decodeIfPresent(Actor.self, forKey: .actor)
        subject = actor?.id ?? ""
        attributes = actor?.attributes ?? [:]
        time = EngineTime(nanoseconds: try values.decodeIfPresent(Int64.self, forKey: .nanoseconds) ?? 0)
    }
}

/// A moment on the engine's clock, in nanoseconds since 1970.
package struct EngineTime: Hashable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }
}

extension EngineTime: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension EngineTime {
    /// As the API's `since` and `until` take it: seconds, a point, nine digits.
    var query: String {
        let (seconds, rest) = max(0, nanoseconds).quotientAndRemainder(dividingBy: 1_000_000_000)
        let digits = String(rest)
        return "\(seconds).\(String(repeating: "0", count: 9 - digits.count))\(digits)"
    }
}

/// Which events a stream delivers; an empty list places no condition.
package struct EventFilter: Hashable, Sendable {
    package var kinds: [EngineEvent.Kind]
    package var actions: [String]
    package var labels: [LabelSelector]

    package init(kinds: [EngineEvent.Kind] = [], actions: [String] = [], labels: [LabelSelector] = []) {
        self.kinds = kinds
        self.actions = actions
        self.labels = labels
    }
}
