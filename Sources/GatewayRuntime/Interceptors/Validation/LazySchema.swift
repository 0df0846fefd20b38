import JSONSchema
import NIOCore
import Synchronization

/// A tool's input schema, compiled when the first call asks for it.
final class LazySchema: Sendable {
    private enum State {
        case text(ByteBuffer)
        case compiled(Schema)
        /// It is no JSON Schema, or more than the limits allow.
        case unusable(String)
    }

    private let state: Mutex<State>

    init(_ json: ByteBuffer) {
        state = Mutex(.text(json))
    }

    /// How arguments, a JSON text, break the schema; empty if they fit it, or if it cannot be used.
    func violations(of arguments: ByteBuffer) -> [Violation] {
        guard let schema = compiled else { return [] }
        return arguments.withUnsafeReadableBytes { schema.violations(of: $0) }
    }

    /// Why no arguments can be checked; nil if they can.
    var problem: String? {
        guard compiled == nil, case .unusable(let problem) = state.withLock({ $0 }) else { return nil }
        return problem
    }

    private var compiled: Schema? {
        state.withLock { state in
            if case .text(let json) = state { state = Self.compile(json) }
            guard case .compiled(let schema) = state else { return nil }
            return schema
        }
    }

    private static func compile(_ json: ByteBuffer) -> State {
        do {
            return .compiled(try Schema(json.readableBytesView))
        } catch {
            return .unusable(error.description)
        }
    }
}
