import Spec
import Testing

@Suite struct InterceptorSpecTests {
    @Test(arguments: [
        ("before:exec:echo a:b", InterceptorSpec(phase: .before, action: .exec("echo a:b"))),
        ("after:http:https://a.b/c?d=e", InterceptorSpec(phase: .after, action: .http("https://a.b/c?d=e"))),
        (
            #"before:docker:img:1 'a b' c\ d "e\"f" """#,
            InterceptorSpec(phase: .before, action: .docker(image: "img:1", arguments: ["a b", "c d", #"e"f"#, ""]))
        ),
    ])
    func `specs are read as the reference writes them`(_ text: String, _ spec: InterceptorSpec) throws {
        #expect(try InterceptorSpec(parsing: text) == spec)
    }

    @Test(arguments: [
        "", "before", "before:exec", "before:exec:", "around:exec:a", "before:wasm:a", "after:http:ftp://a",
        "after:docker:'a",
    ])
    func `others are refused`(_ text: String) {
        #expect(throws: InterceptorSpec.ParseError.self) { try InterceptorSpec(parsing: text) }
    }

    @Test func `a spec covers what it names`() {
        var spec = InterceptorSpec(phase: .before, action: .exec("a"), servers: ["git*"], targets: ["read_?"])
        #expect(spec.covers(method: "tools/call", server: "github", target: "read_x"))
        #expect(!spec.covers(method: "tools/call", server: "time", target: "read_x"))
        #expect(!spec.covers(method: "prompts/get", server: "github", target: "read_x"))
        spec.methods = ["prompts/get"]
        #expect(spec.covers(method: "prompts/get", server: "github", target: "read_x"))
    }
}
