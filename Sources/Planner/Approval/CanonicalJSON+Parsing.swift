import FoundationEssentials
import Spec

extension CanonicalJSON {
    /// Reads a document that this program wrote: it has no fractions and no nulls.
    ///
    /// - Returns: Nil for what is no such JSON.
    init?(parsing bytes: [UInt8]) {
        guard let node = try? JSONDecoder().decode(Node.self, from: Data(bytes)) else { return nil }
        self = node.value
    }

    private struct Node: Decodable {
        let value: CanonicalJSON

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            // Each failed attempt only says that the value is of another kind.
            if let flag = try? container.decode(Bool.self) {
                value = .bool(flag)
            } else if let number = try? container.decode(Int64.self) {
                value = .integer(number)
            } else if let text = try? container.decode(String.self) {
                value = .string(text)
            } else if let elements = try? container.decode([Node].self) {
                value = .array(elements.map(\.value))
            } else {
                value = .object(try container.decode([String: Node].self).mapValues(\.value))
            }
        }
    }

    subscript(key: String) -> CanonicalJSON? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var elements: [CanonicalJSON] {
        if case .array(let elements) = self { elements } else { [] }
    }
}
