import TestSupport

/// Random JSON texts: odd white space, odd escapes, big numbers, deep nesting, duplicate keys.
struct RandomJSON {
    var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(state: seed)
    }

    /// An object that has every member that a message can have, in random places.
    mutating func message() -> String {
        var members = [
            #""jsonrpc"\#(space()):\#(space())"2.0""#,
            #""id":\#(pick(["7", "\"seven\"", "-1", "1234567890123456789012345"]))"#,
            #""method":"tools/call""#, #""params":\#(params())"#,
        ]
        for _ in 0..<Int.random(in: 0...3, using: &random) { members.append("\(string()):\(value(depth: 0))") }
        members.shuffle(using: &random)
        return "{" + space() + members.joined(separator: space() + "," + space()) + space() + "}"
    }

    mutating func value(depth: Int) -> String {
        switch Int.random(in: 0...(depth > 4 ? 4 : 6), using: &random) {
        case 0: return pick(["null", "true", "false"])
        case 1, 2: return number()
        case 3, 4: return string()
        case 5:
            let elements = (0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth: depth + 1) }
            return "[" + space() + elements.joined(separator: "," + space()) + space() + "]"
        default:
            let members = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                string() + space() + ":" + space() + value(depth: depth + 1)
            }
            return "{" + space() + members.joined(separator: space() + ",") + space() + "}"
        }
    }

    private mutating func params() -> String {
        #"{"name":\#(string()),\#(space())"arguments":\#(value(depth: 1)),"_meta":{"progressToken":\#(number())}}"#
    }

    private mutating func number() -> String {
        pick([
            "0", "-0", "1.5", "-2.25e-3", "1E+2", "9007199254740993", "18446744073709551615", "3.141592653589793238",
            "\(Int64.random(in: .min ... .max, using: &random))",
        ])
    }

    mutating func string() -> String {
        let parts = [
            "a", "plain text of some length", "\\\"", "\\\\", "\\/", "\\n", "\\u0000", "\\u00e9", "\\ud83d\\ude00", "é",
            "日本",
            "😀", "\u{2028}", " ", "{", "]", ":", ",", "name",
        ]
        return "\"" + (0..<Int.random(in: 0...6, using: &random)).map { _ in pick(parts) }.joined() + "\""
    }

    private mutating func space() -> String {
        pick(["", "", "", " ", "\t", "\n", "\r\n", "   "])
    }

    private mutating func pick(_ choices: [String]) -> String {
        choices.randomElement(using: &random) ?? ""
    }
}
