import NIOHTTP1
import Testing

@testable import GatewayRuntime

struct HTTPDateTests {
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
    ])
    func aMomentIsWrittenAsTheStandardWritesIt(second: Int, text: String) {
        #expect(HTTPDate.text(of: second) == text)
    }

    @Test(arguments: ["/health", "/nothing"])
    func everyAnswerHasItsDate(path: String) async throws {
        try await TestServer.lend { server in
            let date = try #require(try await server.send(.GET, path).header("Date"))
            #expect(
                date.wholeMatch(of: /(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/) != nil
            )
        }
    }

    @Test func aHandshakesAnswerHasItsDate() async throws {
        try await TestServer.lend { server in
            let response = try await server.send(.POST, "/mcp", [:], TestServer.handshake)
            #expect(response.header("Date") != nil)
        }
    }
}
