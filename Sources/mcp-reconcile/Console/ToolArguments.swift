import FoundationEssentials
import ModelContextProtocol
import NIOCore
import Spec

/// The arguments of a call as a JSON object, from what stands on the command line.
struct ToolArguments {
    let text: String

    /// Reads arguments for a tool, whose definition says by its input schema which values are text.
    ///
    /// - Throws: ``CommandFailure`` if `json` is no JSON object.
    init(json: String?, pairs: [String], definition: ByteBuffer) throws {
        if let json {
            guard JSONCheck.isObject(json) else {
                throw CommandFailure(status: .invalidInput, message: "--json is not one JSON object")
            }
            text = json
            return
        }
        // A schema that cannot be read leaves every value to speak for itself.
        let tool = try? JSONDecoder().decode(Definition.self, from: Data(definition.readableBytesView))
        let types = tool?.inputSchema?.properties?.mapValues(\.type) ?? [:]
        let members = pairs.map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return JSONString.quoting(parts[0]) + ":" + Self.value(parts[1], type: types[parts[0]] ?? nil)
        }
        text = "{" + members.joined(separator: ",") + "}"
    }

    private static func value(_ text: String, type: String?) -> String {
        type != "string" && JSONCheck.isValue(text) ? text : JSONString.quoting(text)
    }

    private struct Definition: Decodable {
        struct Schema: Decodable {
            let properties: [String: Property]?
        }

        /// A property whose type is no single word is read as its value says.
        struct Property: Decodable {
            let type: String?

            init(from decoder: any Decoder) throws {
                let container = try? decoder.container(keyedBy: CodingKeys.self)
                type = try? container?.decode(String.self, forKey: .type)
            }

            enum CodingKeys: CodingKey {
                case type
            }
        }

        let inputSchema: Schema?
    }
}
