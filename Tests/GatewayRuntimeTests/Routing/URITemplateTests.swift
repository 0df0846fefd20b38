import Testing

@testable import GatewayRuntime

struct URITemplateTests {
    @Test(arguments: [
        ("test://items/{item}", "test://items/7", true),
        ("test://items/{item}", "test://items/", true),
        ("test://items/{item}", "test://items/7/parts", false),
        ("test://items/{item}", "test://others/7", false),
        ("file:///{+path}", "file:///a/b/c.txt", true),
        ("file:///{path*}", "file:///a/b/c.txt", true),
        ("db://{table}/rows/{id}", "db://users/rows/3", true),
        ("db://{table}/rows/{id}", "db://users/3", false),
        ("x://search{?q,page}", "x://search?q=a&page=2", true),
        ("x://search{?q,page}", "x://search", true),
        ("x://fixed", "x://fixed", true),
        ("x://fixed", "x://fixed/more", false),
        ("x://{a}{b}", "x://ab", true),
        ("x://{unclosed", "x://{unclosed", true),
        ("", "", true),
    ])
    func aURIFitsWhatItCouldComeFrom(template: String, uri: String, fits: Bool) {
        #expect(URITemplate(template).matches(uri) == fits)
    }

    /// A backtracking matcher would not come back from this.
    @Test func aHostileTemplateIsMatchedInReasonableTime() {
        let template = URITemplate(String(repeating: "{+a}x", count: 500))
        #expect(!template.matches(String(repeating: "x", count: 4000) + "y"))
    }
}
