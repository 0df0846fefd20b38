import NIOCore
import SecretScanning
import Testing

@testable import GatewayRuntime

@Suite struct ScannedJSONTests {
    private static let token = "ghp" + "_0123456789abcdefghijABCDEFGHIJ012345"

    private func scan(_ json: String) -> ScannedJSON {
        ScannedJSON(ByteBuffer(string: json), SecretScanner())
    }

    @Test(arguments: [
        (#"{"a":"TOKEN"}"#, #"{"a":"[redacted: github-personal-token]"}"#),
        (#"{"a":["x","see TOKEN."]}"#, #"{"a":["x","see [redacted: github-personal-token]."]}"#),
        (#"{"a":"line\nTOKEN\n\"end\""}"#, #"{"a":"line\n[redacted: github-personal-token]\n\"end\""}"#),
        (#"{"TOKEN":1}"#, #"{"[redacted: github-personal-token]":1}"#),
        (#"{"a":"TOKEN TOKEN"}"#, #"{"a":"[redacted: github-personal-token] [redacted: github-personal-token]"}"#),
        (#"{"a":"🙂TOKEN🙂"}"#, #"{"a":"🙂[redacted: github-personal-token]🙂"}"#),
    ])
    func `names stand for credentials`(_ json: String, _ expected: String) {
        let scan = scan(json.replacing("TOKEN", with: Self.token))
        #expect(String(buffer: scan.redacted) == expected)
    }

    @Test func `escapes hide nothing`() {
        let hidden = Self.token.unicodeScalars.map { scalar in
            "\\u00" + String(scalar.value, radix: 16)
        }
        #expect(scan(#"{"a":"\#(hidden.joined())"}"#).findings.map(\.rule) == ["github-personal-token"])
        #expect(scan(#"{"a":"\ud83d\ude42 \#(hidden.joined())"}"#).findings.count == 1)
    }

    @Test func `a name tells what its value is`() {
        let json =
            #"{"heroku_api_key" : "01234567-89ab-cdef-0123-456789abcdef","id":"01234567-89ab-cdef-0123-456789abcdef"}"#
        #expect(scan(json).findings.map(\.rule) == ["heroku-api-key"])
    }

    @Test func `a text without credentials stays as it is`() {
        let json = #"{"a" : [1, "two", {"three":null}], "b\n":"\u0041"}"#
        let scan = scan(json)
        #expect(scan.findings.isEmpty)
        #expect(String(buffer: scan.redacted) == json)
    }
}
