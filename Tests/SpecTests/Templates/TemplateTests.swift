import Testing

@testable import Spec

/// Templates as §2.5 of the reference's dossier describes them.
@Suite struct TemplateTests {
    private static let config: JSONValue = [
        "fs": [
            "path": "/data", "paths": ["/a", "/b"], "empty": "", "none": [], "count": 3, "ratio": .number(0.5),
            "whole": .number(2), "flag": true, "deep": ["er": "x"], "win": "C:\\Users\\me",
        ]
    ]

    @Test(arguments: [
        ("plain", "plain"), ("{{fs.path}}", "/data"), ("{{ fs.path }}", "/data"), ("<{{fs.path}}>", "</data>"),
        ("{{fs.path}}{{fs.count}}", "/data3"), ("{{fs.deep.er}}", "x"), ("{{fs.unknown}}", ""), ("{{other.x}}", ""),
        ("{{fs.count}}", "3"), ("{{fs.ratio}}", "0.5"), ("{{fs.whole}}", "2"), ("{{fs.flag}}", "true"),
        ("{{fs.paths|first}}", "/a"), ("{{fs.paths|last}}", "/b"), ("{{fs.none|first}}", ""),
        ("{{fs.path|first}}", "/data"),
        ("{{fs.unknown|or:x}}", "x"), ("{{fs.empty|or:x y}}", "x y"), ("{{fs.path|or:x}}", "/data"),
        ("{{fs.unknown|or:+00:00}}", "+00:00"),
        ("{{fs.path|volume}}", "/data:/data"), ("{{fs.unknown|volume}}", ""), ("{{fs.path|volume-target}}", "/data"),
        ("{{fs.win|volume-target}}", "/c/Users/me"), ("{{fs.win|volume}}", "C:\\Users\\me:/c/Users/me"),
        ("{{fs.path|mount_as:/in}}", "/data:/in"), ("{{fs.paths|mount_as:/in:ro}}", "/a:/in:ro"),
        ("{{fs.unknown|mount_as:/in}}", ""), ("{{fs.paths | last | volume}}", "/b:/b"),
        (#"{"a": {"b": "{{fs.count}}"}}"#, #"{"a": {"b": "3"}}"#), ("} {", "} {"), ("}}", "}}"),
        ("$HOME {x}", "$HOME {x}"),
    ])
    func text(template: String, expected: String) throws {
        #expect(try Template(template).text(Self.config) == expected)
    }

    @Test(arguments: [
        ("{{fs.paths}}", ["/a", "/b"]), ("{{fs.paths|volume}}", ["/a:/a", "/b:/b"]), ("{{fs.path|into}}", ["/data"]),
        ("{{fs.none}}", []), ("{{fs.unknown}}", []), ("{{fs.unknown|into}}", []), ("{{fs.empty}}", []),
        ("--x={{fs.unknown}}", ["--x="]), ("{{fs.unknown|or:[a, b]}}", ["a", "b"]), ("plain", ["plain"]), ("", [""]),
        ("{{fs.count}}", ["3"]),
    ])
    func items(template: String, expected: [String]) throws {
        #expect(try Template(template).items(Self.config) == expected)
    }

    @Test(arguments: [
        "{{", "{{fs.path", "a {{b}} {{c", "{{}}", "{{ }}", "{{|first}}", "{{a b}}", "{{a..b}}", "{{\"a\": 1}}",
        "{{fs.path|nope}}", "{{fs.path|}}", "{{fs.path|frist}}",
    ])
    func brokenTemplatesAreRefused(template: String) {
        #expect(throws: TemplateProblem.self) { try Template(template) }
    }

    @Test(arguments: ["--p={{fs.paths}}", "{{fs.deep}}", "x{{fs}}"])
    func collectionsHaveNoPlaceInText(template: String) throws {
        let parsed = try Template(template)
        #expect(throws: TemplateProblem.self) { try parsed.text(Self.config) }
    }

    @Test func sectionsAreKnown() throws {
        #expect(try Template("{{a.b}} {{c|or:d}} {{a.e}}").sections == ["a", "c"])
    }

    @Test(arguments: [
        ("$A", "1"), ("${A}", "1"), ("x$A/y", "x1/y"), ("$A$B", "12"), ("^a$", "^a$"), ("$", "$"), ("$1", "$1"),
        ("${", "${"), ("$$A", "$1"), ("cost: 5$", "cost: 5$"), ("${A}B", "1B"), ("$L", "$A"),
    ])
    func variables(text: String, expected: String) throws {
        #expect(try VariableExpansion(variables: ["A": "1", "B": "2", "L": "$A"]).expand(text) == expected)
    }

    @Test(arguments: ["$HOME", "${PATH}", "$AB", "x$_"])
    func unknownVariablesAreRefused(text: String) {
        #expect(throws: TemplateProblem.self) { try VariableExpansion(variables: ["A": "1"]).expand(text) }
    }
}
