import Testing

@testable import GatewayRuntime

@Suite struct AcceptedTypesTests {
    @Test(
        arguments: [
            (nil, true, true), ("application/json, text/event-stream", true, true),
            ("text/event-stream,application/json", true, true), ("*/*", true, true),
            ("Application/JSON;q=0.9 , TEXT/Event-Stream; charset=utf-8", true, true),
            ("application/*, text/*", true, true), ("application/json", true, false),
            ("text/event-stream", false, true),
            ("text/html", false, false), ("", false, false), ("application/jsonp", false, false), (",,;", false, false),
        ] as [(String?, Bool, Bool)]
    )
    func theHeaderIsUnderstood(header: String?, json: Bool, eventStream: Bool) {
        let accepted = AcceptedTypes(header)
        #expect(accepted.json == json)
        #expect(accepted.eventStream == eventStream)
    }

    @Test(
        arguments: [
            ("application/json", true), ("application/json; charset=utf-8", true), ("APPLICATION/JSON", true),
            (nil, false), ("", false), ("text/plain", false), ("application/json-patch+json", false),
            ("text/plain;application/json", false),
        ] as [(String?, Bool)]
    )
    func onlyJSONIsJSON(contentType: String?, isJSON: Bool) {
        #expect(AcceptedTypes.isJSON(contentType) == isJSON)
    }
}
