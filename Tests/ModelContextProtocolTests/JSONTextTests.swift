import Foundation
import ModelContextProtocol
import NIOCore
import TestSupport
import Testing

@Suite struct JSONTextTests {
    @Test(arguments: UInt64(1)...300)
    func whatItReadsIsWhatFoundationReads(seed: UInt64) throws {
        var generator = RandomJSON(seed: seed)
        let text = generator.value(depth: 0)
        let ours = try JSONText(ByteBuffer(string: text))
        let theirs = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        #expect(agree(ours, theirs), "seed \(seed): \(text)")
    }

    @Test(arguments: UInt64(1)...300)
    func anEnvelopeFindsWhatFoundationFinds(seed: UInt64) throws {
        var generator = RandomJSON(seed: seed)
        let text = generator.message()
        let message = ByteBuffer(string: text)
        let envelope = try Envelope(of: message)
        let theirs = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let params = try #require(theirs["params"] as? [String: Any])
        #expect(envelope.knownMethod == .toolsCall, "seed \(seed)")
        #expect(envelope.name.flatMap { message.string(at: $0) } == params["name"] as? String, "seed \(seed): \(text)")
        let found = try JSONText(message.piece(try #require(envelope.params)))
        #expect(agree(found, params), "seed \(seed): \(text)")
    }

    /// 5,000 texts, each with a few bytes changed, dropped or doubled.
    @Test(arguments: UInt64(1)...50)
    func mutationsNeverCrashAndNothingWrongIsAccepted(seed: UInt64) {
        var generator = RandomJSON(seed: seed)
        for _ in 0..<100 {
            let mutated = generator.mutated(Array(generator.message().utf8))
            let message = ByteBuffer(bytes: mutated)
            guard let envelope = try? Envelope(of: message) else { continue }
            _ = envelope.name.flatMap { message.string(at: $0) }
            // Foundation refuses lone surrogates and numbers that no double can hold, which the grammar allows.
            let text = String(decoding: mutated, as: UTF8.self)
            guard !text.contains("\\u"), !text.lowercased().contains("e") else { continue }
            #expect(throws: Never.self, "seed \(seed): \(text)") {
                try JSONSerialization.jsonObject(with: Data(mutated))
            }
        }
    }

    @Test(arguments: [
        (["a"], #"{"b":2, "c" :3,"a":4}"#, #"{"b":2, "c" :3}"#), (["b"], #"{"a":1,"b":2}"#, #"{"a":1}"#),
        (["a", "b"], #"{"a":1, "b":2 ,"c":3}"#, #"{"c":3}"#), (["a", "c"], #"{"a":1, "b":2 ,"c":3}"#, #"{"b":2}"#),
        (["b", "c"], #"{"a":1,"b":2,"c":3, "d":4}"#, #"{"a":1, "d":4}"#), (["a", "b"], #"{ "a":1,"b":2 }"#, "{  }"),
        (["a"], #"{"a":1,"\u0061":2,"b":{"a":1}}"#, #"{"b":{"a":1}}"#), (["x"], "{}", "{}"), (["x"], "[1]", "[1]"),
    ])
    func withoutWholeMembersTheRestIsAnObject(_ keys: [String], _ object: String, _ rest: String) throws {
        let text = try JSONText(ByteBuffer(string: object))
        var splicer = MessageSplicer()
        for range in text.wholeRanges(of: Set(keys)) { splicer.replace(range, with: ByteBuffer()) }
        #expect(String(buffer: splicer.applied(to: text.bytes)) == rest)
    }

    @Test func theLastOfSeveralMembersCounts() throws {
        #expect(try JSONText(ByteBuffer(string: #"{"a":1,"a":2}"#))["a"]?.integer == 2)
    }

    @Test func typesAreNotMixedUp() throws {
        let text = try JSONText(ByteBuffer(string: #"{"s":"1","n":1,"b":true,"f":1.5,"o":{},"l":[1,2],"z":null}"#))
        #expect(text["s"]?.string == "1" && text["s"]?.integer == nil)
        #expect(text["n"]?.integer == 1 && text["n"]?.string == nil)
        #expect(text["b"]?.boolean == true && text["n"]?.boolean == nil)
        #expect(text["f"]?.integer == nil)
        #expect(text["o"]?.isObject == true && text["l"]?.isArray == true)
        #expect(text["l"]?.elements.map(\.integer) == [1, 2])
        #expect(text["z"]?.string == nil && text["missing"] == nil && text["s"]?["x"] == nil)
    }

    private func agree(_ ours: JSONText, _ theirs: Any) -> Bool {
        switch theirs {
        case let object as [String: Any]:
            return ours.isObject
                && object.allSatisfy { key, value in
                    // Of duplicate keys Foundation keeps any one.
                    ours.occurrences(of: key) > 1 || ours[key].map { agree($0, value) } ?? false
                }
        case let array as [Any]:
            return ours.isArray && zip(ours.elements, array).allSatisfy(agree) && ours.elements.count == array.count
        case let text as String: return ours.string == text
        case is NSNull: return ours.bytes == ByteBuffer(string: "null")
        case let number as NSNumber:
            let spelling = String(buffer: ours.bytes)
            if let boolean = ours.boolean { return boolean == number.boolValue }
            // Foundation's own conversion of a large integer to a double can be off by its last bit.
            return Int64(spelling).map { $0 == number.int64Value } ?? (Double(spelling) == number.doubleValue)
        default: return false
        }
    }
}

extension JSONText {
    fileprivate func occurrences(of key: String) -> Int {
        keys.count { $0 == key }
    }
}

extension RandomJSON {
    fileprivate mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let index = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0...3, using: &random) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(bytes[index], at: index)
            default: bytes.removeSubrange(index...)
            }
        }
        return bytes
    }
}
