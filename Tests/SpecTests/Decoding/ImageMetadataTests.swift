import Testing

@testable import Spec

@Suite struct ImageMetadataTests {
    @Test func theNarrowFieldSetIsRead() throws {
        let metadata = try ImageMetadata(
            label: """
                name: clock
                title: Clock
                description: Tells the time
                prefix: my
                type: server
                command: [ignored]
                secrets: [ { name: ignored } ]
                network: no
                tools:
                  - name: now
                    description: The time now
                    arguments: []
                  - { name: later }
                """
        )
        #expect(metadata.name == "clock" && metadata.title == "Clock" && metadata.prefix == "my")
        #expect(metadata.description == "Tells the time")
        #expect(metadata.tools.map(\.name) == ["now", "later"])
        #expect(metadata.tools.first?.description == "The time now")
    }

    @Test func jsonIsReadToo() throws {
        #expect(try ImageMetadata(label: #"{"name": "a", "tools": [{"name": "t"}]}"#).tools.map(\.name) == ["t"])
        #expect(try ImageMetadata(label: "{}").tools.isEmpty)
    }

    @Test(arguments: ["", "text", "[]", "tools: x", "tools: [ { description: x } ]", "a: [", "a: 1\na: 2", "name: {}"])
    func whatIsNoMetadataIsRefused(label: String) {
        #expect(throws: DiagnosticReport.self) { try ImageMetadata(label: label) }
    }
}
