import ModelContextProtocol
import NIOCore
import Spec
import Testing

@testable import GatewayRuntime

@Suite struct InventoryDocumentTests {
    @Test func whatAServerOffersIsReadBackAsItWas() throws {
        let (offering, key) = (try Samples.offering(), try Samples.key())
        let document = InventoryDocument(offering, of: key)
        #expect(InventoryDocument.offering(in: document.bytes, of: key) == offering)
        let empty = Offering()
        #expect(InventoryDocument.offering(in: InventoryDocument(empty, of: key).bytes, of: key) == empty)
    }

    @Test func anotherServersDocumentIsNone() throws {
        let document = InventoryDocument(try Samples.offering(), of: try Samples.key("v1:a"))
        #expect(InventoryDocument.offering(in: document.bytes, of: try Samples.key("v1:b")) == nil)
        #expect(InventoryDocument.offering(in: document.bytes, of: try Samples.key("v1:a", server: "two")) == nil)
    }

    @Test func aDocumentThatIsCutOffAnywhereIsNone() throws {
        let key = try Samples.key()
        let bytes = InventoryDocument(try Samples.offering(), of: key).bytes
        // Without its last line break it is whole still.
        for length in 0..<(bytes.readableBytes - 1) {
            #expect(InventoryDocument.offering(in: bytes.piece(0..<length), of: key) == nil, "\(length) bytes")
        }
    }

    @Test(
        arguments: [
            (#""format":"mcp-reconcile inventory v1""#, #""format":"mcp-reconcile inventory v2""#),
            (#""name":"echo""#, #""title":"echo""#), (#""name":"second""#, #""name":"echo""#),
            (#""prompts":{"prompts":["#, #""prompts":{"others":["#),
        ]
    )
    func whatNoServerCouldListIsNone(part: String, instead: String) throws {
        let key = try Samples.key()
        let text = String(buffer: InventoryDocument(try Samples.offering(), of: key).bytes)
        try #require(text.contains(part))
        let changed = ByteBuffer(string: text.replacing(part, with: instead))
        #expect(InventoryDocument.offering(in: changed, of: key) == nil)
    }
}

enum Samples {
    static func key(_ identity: String = "v1:a", server: String = "one") throws -> InventoryKey {
        let profile = try #require(ProfileName("dev"))
        let name = try #require(ServerName(server))
        return InventoryKey(server: ServerAddress(profile: profile, server: name), identity: identity)
    }

    static func offering(instructions: String = "Use \"it\"\nwell") throws -> Offering {
        var offering = Offering()
        offering.instructions = instructions
        (offering.hasCompletions, offering.hasLogging, offering.hasSubscriptions) = (true, true, true)
        offering.lists[.tools] = try items(
            .tools,
            #"{"tools":[{"name":"echo","inputSchema":{"type":"object"},"n":1.0},"#
                + #"{"name":"second","description":"ü","inputSchema":{"type":"object"}}]}"#
        )
        offering.lists[.prompts] = try items(.prompts, #"{"prompts":[{"name":"p"}]}"#)
        offering.lists[.resources] = try items(.resources, #"{"resources":[{"uri":"a:b","name":"x"}]}"#)
        offering.lists[.resourceTemplates] = []
        return offering
    }

    private static func items(_ kind: ListKind, _ json: String) throws -> [ListedItem] {
        let bytes = ByteBuffer(string: json)
        return try ListPage(bytes, result: 0..<bytes.readableBytes, of: kind).items
    }
}
