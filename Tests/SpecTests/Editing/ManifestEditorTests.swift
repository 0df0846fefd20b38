import Testing

@testable import Spec

@Suite struct ManifestEditorTests {
    private static let profile = """
        # The team's tools.
        apiVersion: mcp-reconcile.dev/v1
        kind: Profile
        metadata: { name: dev } # its name
        servers:
          # Tells the time.
          - name: time
            ref: docker://mcp/time:1 # pinned later
            tools:
              allow:
                - a # first
                - b
            env: { A: "1", B: "2" }

          - name: text
            ref: docker://mcp/text:1
            description: |
              Two
              lines
        gateway: { naming: auto }

        """

    private func edited(
        _ text: String = profile,
        _ body: (inout ManifestEditor) throws -> Void
    ) throws -> String {
        var editor = try ManifestEditor(Array(text.utf8), file: "a.yaml")
        try body(&editor)
        return editor.text
    }

    private func path(_ steps: Any...) throws -> EditPath {
        EditPath(
            try steps.map { step in
                if let key = step as? String { return .key(key) }
                return .index(try #require(step as? Int))
            }
        )
    }

    /// The lines that only one of two texts has.
    private func difference(_ old: String, _ new: String) -> [String] {
        UnifiedDiff(from: old, to: new, context: 0).text.split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("@@") }
    }

    @Test func aScalarIsReplacedAndItsCommentStays() throws {
        let text = try edited { try $0.set(try path("servers", 0, "ref"), to: .text("docker://mcp/time:2")) }
        #expect(
            difference(Self.profile, text) == [
                "-    ref: docker://mcp/time:1 # pinned later", "+    ref: docker://mcp/time:2 # pinned later",
            ]
        )
    }

    @Test func aKeyIsAddedBehindTheLastOneOfItsMapping() throws {
        let text = try edited { try $0.set(try path("servers", 0, "config", "time", "zone"), to: .text("UTC")) }
        #expect(difference(Self.profile, text) == ["+    config:", "+      time: { zone: UTC }"])
    }

    @Test func aKeyIsAddedWithinBraces() throws {
        let text = try edited { try $0.set(try path("servers", 0, "env", "C"), to: .text("no")) }
        #expect(
            difference(Self.profile, text) == [
                "-    env: { A: \"1\", B: \"2\" }", "+    env: { A: \"1\", B: \"2\", C: \"no\" }",
            ]
        )
    }

    @Test func aKeyBehindABlockScalarLeavesItsText() throws {
        let text = try edited { try $0.set(try path("servers", 1, "warm"), to: .integer(2)) }
        #expect(difference(Self.profile, text) == ["+    warm: 2"])
    }

    @Test func elementsAreAddedAndRemovedLineByLine() throws {
        let allow = try path("servers", 0, "tools", "allow")
        let added = try edited { try $0.append(.text("c*"), to: allow) }
        #expect(difference(Self.profile, added) == ["+        - \"c*\""])
        let removed = try edited { try $0.remove(allow.appending(0)) }
        #expect(difference(Self.profile, removed) == ["-        - a # first"])
        let emptied = try edited {
            try $0.remove(allow.appending(0))
            try $0.remove(allow.appending(0))
        }
        #expect(difference(Self.profile, emptied).contains("+      allow: []"))
    }

    @Test func aServerIsAddedWithTheIndentationOfTheOthers() throws {
        let server = ManifestValue.eliding([
            ("name", .text("new")), ("ref", .text("docker://mcp/new:1")),
            ("config", .eliding([("new", .eliding([("deep", .eliding([("x", .integer(1))]))]))])),
        ])
        let text = try edited { try $0.append(server, to: try path("servers")) }
        #expect(
            difference(Self.profile, text) == [
                "+  - name: new", "+    ref: docker://mcp/new:1", "+    config:", "+      new:",
                "+        deep: { x: 1 }",
            ]
        )
    }

    @Test func aServerIsRemovedWithItsLinesAlone() throws {
        let text = try edited { try $0.remove(try path("servers", 1)) }
        #expect(
            difference(Self.profile, text) == [
                "-  - name: text", "-    ref: docker://mcp/text:1", "-    description: |", "-      Two", "-      lines",
            ]
        )
    }

    @Test(arguments: [
        ("servers: []\n", "servers:\n  - { name: a, ref: \"docker://a\" }\n"), ("servers:\n", "servers:\n  - x\n"),
        ("servers: # none\n", "servers: # none\n"),
    ])
    func emptyListsCanBeAddedTo(text: String, _: String) throws {
        let server = ManifestValue.eliding([("name", .text("a")), ("ref", .text("docker://a"))])
        let result = try edited(text) { try $0.append(server, to: try path("servers")) }
        let root = try #require(YAMLDocument(bytes: Array(result.utf8), file: "a").root)
        #expect(JSONValue(root) == ["servers": [["name": "a", "ref": "docker://a"]]])
        #expect(text.contains("#") == result.contains("# none"))
    }

    @Test func windowsLineBreaksStay() throws {
        let text = Self.profile.replacing("\n", with: "\r\n")
        let result = try edited(text) { try $0.set(try path("servers", 0, "warm"), to: .integer(1)) }
        #expect(result.replacing("\r\n", with: "").contains("\n") == false)
        #expect(result.contains("    warm: 1\r\n"))
    }

    @Test func jsonStaysJSON() throws {
        let text = "{\"servers\": [{\"name\": \"a\"}]}\n"
        let result = try edited(text) {
            try $0.set(try path("servers", 0, "ref"), to: .text("docker://x:1"))
            try $0.append(.eliding([("name", .text("b"))]), to: try path("servers"))
        }
        #expect(result == "{\"servers\": [{\"name\": \"a\", ref: \"docker://x:1\"}, { name: b }]}\n")
    }

    @Test func whatAnAliasRepeatsIsNotEditedByAccident() throws {
        let text = "a: &x { k: 1 }\nb: *x\n"
        #expect(throws: ManifestEditor.Refusal.self) {
            _ = try edited(text) { try $0.set(try path("a", "k"), to: .integer(2)) }
        }
        #expect(throws: ManifestEditor.Refusal.self) {
            _ = try edited(text) { try $0.set(try path("b", "k"), to: .integer(2)) }
        }
    }

    @Test func aFileWithAMistakeIsReported() {
        #expect(throws: DiagnosticReport.self) { _ = try ManifestEditor(Array("a: no\n".utf8), file: "a.yaml") }
    }

    /// Random edits of random documents: the value is what was asked for, a second time changes nothing, every comment
    /// that is not on a removed line is still there, and lines that the edit is not about are the same.
    @Test(arguments: UInt64(1)...400)
    func editsChangeNothingElse(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        var document = RandomDocument(random: random)
        let text = document.text
        random = document.random
        var editor = try ManifestEditor(Array(text.utf8), file: "a.yaml")
        let before = editor.value
        let path = document.path(in: before)
        let isRemoval = Bool.random(using: &random) && !path.steps.isEmpty
        let value: ManifestValue = [
            .text("new value"), .list([.text("p"), .integer(1)]), .boolean(true), .text("no"),
        ][
            Int.random(in: 0..<4, using: &random)
        ]
        do {
            if isRemoval { try editor.remove(path) } else { try editor.set(path, to: value) }
        } catch {
            // What only a person can change stays untouched.
            #expect(editor.text == text, "seed \(seed)")
            return
        }
        let once = editor.text
        let expected = before.replacing(path.steps[...], with: isRemoval ? nil : value.json)
        let root = try #require(YAMLDocument(bytes: Array(once.utf8), file: "a").root)
        #expect(JSONValue(root) == expected, "seed \(seed)\n\(text)\n\(once)")
        if !isRemoval {
            try editor.set(path, to: value)
            #expect(editor.text == once, "seed \(seed)")
            for number in 0..<document.comments where text.contains("#c\(number)\n") {
                let isKept = once.contains("#c\(number)\n")
                #expect(
                    isKept || document.isWithin(path, comment: number, in: before),
                    "seed \(seed)\n\(text)\n\(once)"
                )
            }
        }
        let removed = difference(text, once).filter { $0.hasPrefix("-") }
        #expect(removed.count <= document.lines(of: path, in: before) + 2, "seed \(seed)\n\(text)\n\(once)")
    }

    @Test func mostRandomEditsAreMade() throws {
        let made = try (UInt64(1)...400).count { seed in
            var document = RandomDocument(random: SplitMix64(state: seed))
            var editor = try ManifestEditor(Array(document.text.utf8), file: "a.yaml")
            let path = document.path(in: editor.value)
            return (try? editor.set(path, to: .text("new value"))) != nil
        }
        #expect(made > 360)
    }
}

/// A block document with comments, whose places can be chosen at random.
private struct RandomDocument {
    var random: SplitMix64
    private(set) var comments = 0
    private(set) var text = ""

    init(random: SplitMix64) {
        self.random = random
        text = mapping(column: 0, depth: 0)
    }

    private mutating func comment() -> String {
        defer { comments += 1 }
        return " #c\(comments)\n"
    }

    private mutating func mapping(column: Int, depth: Int) -> String {
        let spaces = String(repeating: " ", count: column)
        var text = ""
        for key in 0..<Int.random(in: 1...3, using: &random) {
            text += spaces + "k\(key):" + value(column: column + 2, depth: depth)
            if Int.random(in: 0..<5, using: &random) == 0 { text += "\n" }
        }
        return text
    }

    private mutating func value(column: Int, depth: Int) -> String {
        let spaces = String(repeating: " ", count: column)
        switch Int.random(in: 0..<(depth > 2 ? 4 : 7), using: &random) {
        case 0: return " plain" + comment()
        case 1: return " \"quoted # text\"\n"
        case 2: return " [a, { b: c }, \"d\"]" + comment()
        case 3: return " { x: 1, y: [2] }\n"
        case 4: return comment() + mapping(column: column, depth: depth + 1)
        case 5: return " |\n\(spaces)text\n\(spaces)# of a block\n"
        default:
            let items = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? "\(spaces)- item" + comment()
                    : "\(spaces)- " + mapping(column: column + 2, depth: depth + 1).dropFirst(column + 2)
            }
            return "\n" + items.joined()
        }
    }

    /// A place that is there, or a key that is not.
    mutating func path(in value: JSONValue) -> EditPath {
        var (steps, current): ([EditPath.Step], JSONValue) = ([], value)
        while true {
            switch current {
            case .object(let members):
                guard let key = members.keys.sorted().randomElement(using: &random) else { return EditPath(steps) }
                if Int.random(in: 0..<6, using: &random) == 0 { return EditPath(steps + [.key("fresh")]) }
                steps.append(.key(key))
                current = members[key] ?? .null
            case .array(let elements):
                let index = Int.random(in: 0..<elements.count, using: &random)
                steps.append(.index(index))
                current = elements[index]
            case .null, .boolean, .integer, .number, .string: return EditPath(steps)
            }
            if Int.random(in: 0..<3, using: &random) == 0 { return EditPath(steps) }
        }
    }

    /// How many lines a value can have been written on.
    func lines(of path: EditPath, in value: JSONValue) -> Int {
        (value[path.steps[...]]?.prettyText.split(separator: "\n").count ?? 0) + 2
    }

    /// True if replacing the value may take the comment along, because it stood within the value.
    func isWithin(_ path: EditPath, comment: Int, in value: JSONValue) -> Bool {
        switch value[path.steps[...]] {
        case .object?, .array?: true
        case nil, .null?, .boolean?, .integer?, .number?, .string?: false
        }
    }
}
