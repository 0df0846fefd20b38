import CallTraces
import FoundationEssentials
import Testing

@Suite struct TraceExportTests {
    @Test func jsonLinesKeepEveryField() throws {
        var trace = CallTrace.sample("json", outcome: .toolError, arguments: #"{"a":"\"b\""}"#)
        trace.start = 1_800_000_000_000_042
        trace.client = "tab\tand\nline"
        trace.traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
        let line = TraceExport.jsonLines.line(for: trace)
        let object = try JSONDecoder().decode(Decoded.self, from: Data(line.utf8))
        #expect(object.id == trace.id)
        #expect(object.start == "2027-01-15T08:00:00.000042Z")
        #expect(object.outcome == "tool_error")
        #expect(object.durationMicroseconds == 1_000)
        #expect(object.arguments == trace.arguments)
        #expect(object.client == trace.client)
        #expect(object.traceID == trace.traceID)
        #expect(object.result == nil)
        #expect(line.hasSuffix("}\n") && line.dropLast().allSatisfy { !$0.isNewline })
        #expect(!line.contains("\"result\""))
    }

    @Test(arguments: ["\u{1B}[2J", "\u{9B}2J", "\u{202E}abc", "\u{2028}", "\u{0}", "\u{7F}", "\u{E0041}", "\u{FEFF}"])
    func jsonLinesHoldNothingThatATerminalObeys(target: String) throws {
        let line = TraceExport.jsonLines.line(for: .sample("json", target: target))
        #expect(try JSONDecoder().decode(Decoded.self, from: Data(line.utf8)).target == target)
        #expect(line.unicodeScalars.dropLast().allSatisfy { $0.isASCII && $0.value >= 0x20 && $0.value < 0x7F })
    }

    @Test func csvBeginsWithItsColumns() {
        let header = TraceExport.csv.header
        #expect(header.hasPrefix("id,start,session,client,profile,server,method,target,outcome,error,"))
        #expect(header.hasSuffix(",arguments,result\r\n"))
        #expect(TraceExport.jsonLines.header.isEmpty)
    }

    @Test func csvHasAsManyFieldsAsColumns() {
        let line = TraceExport.csv.line(for: .sample("csv"))
        let columns = TraceExport.csv.header.split(separator: ",", omittingEmptySubsequences: false)
        #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == columns.count)
    }

    @Test(arguments: [
        ("plain", "plain"),
        ("a,b", #""a,b""#),
        (#"say "hi""#, #""say ""hi""""#),
        ("two\r\nlines", "\"two\r\nlines\""),
        ("two\nlines", "\"two\nlines\""),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("=\u{301}1", "'=\u{301}1"),
        ("\t=1", "'\t=1"),
        (#"=HYPERLINK("x","y")"#, #""'=HYPERLINK(""x"",""y"")""#),
        ("a=b", "a=b"),
        ("\"\u{301}", "\"\"\"\u{301}\""),
    ])
    func csvQuotesAndDisarms(target: String, field: String) {
        let line = TraceExport.csv.line(for: .sample("csv", target: target))
        #expect(line.contains(",tools/call,\(field),ok,"))
    }

    @Test func csvLeavesNegativeNumbersAlone() {
        #expect(TraceExport.csv.line(for: .sample("csv", duration: -5)).contains(",-5,"))
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000000Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (1_800_000_000_999_999, "2027-01-15T08:00:00.999999Z"),
    ])
    func instantsHaveMicroseconds(start: Int64, text: String) {
        #expect(TraceExport.csv.line(for: .sample("csv", start: start)).contains(",\(text),"))
    }

    private struct Decoded: Decodable {
        var id, start, outcome, target: String
        var durationMicroseconds: Int64
        var arguments, result, client, traceID: String?
    }
}
