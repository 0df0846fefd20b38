import Spec
import Synchronization

/// The two ways to speak to a server.
enum ServerEra: Hashable, Sendable {
    /// The revisions that begin with `initialize`.
    case handshake
    /// 2026-07-28: every request stands for itself.
    case stateless
}

/// In which era a server is spoken to first, and whether the other one is tried if it does not understand.
struct Greeting: Hashable, Sendable {
    let first: ServerEra
    let triesBoth: Bool

    /// Nearly all servers begin with a handshake, some of them break at any other first request, and those without say
    /// so at once: `initialize` comes first unless something is known.
    init(_ choice: ProtocolChoice = .auto, known: ServerEra? = nil) {
        switch choice {
        case .auto: (first, triesBoth) = (known ?? .handshake, true)
        case .handshake: (first, triesBoth) = (.handshake, false)
        case .stateless: (first, triesBoth) = (.stateless, false)
        }
    }
}

/// Which eras servers turned out to speak, by their images and URLs: the next start begins with it.
final class KnownEras: Sendable {
    /// More are not remembered: they cost one question each.
    private static let maximum = 4096

    private let eras = Mutex<[String: ServerEra]>([:])
    private let probed = Mutex<Set<String>>([])

    subscript(place: String) -> ServerEra? { eras.withLock { $0[place] } }

    func note(_ era: ServerEra, of place: String) {
        eras.withLock { eras in
            if eras.count < Self.maximum || eras[place] != nil { eras[place] = era }
        }
    }

    func forget(_ place: String) {
        eras.withLock { $0[place] = nil }
    }

    /// Whether a server that ended at its handshake may be started once more to be asked whether it needs none: once for
    /// each place.
    func mayProbe(_ place: String) -> Bool {
        probed.withLock { $0.count < Self.maximum && $0.insert(place).inserted }
    }
}
