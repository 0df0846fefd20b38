import Testing

@testable import Spec

@Suite struct EditDistanceTests {
    @Test(arguments: [
        ("env", "env", 0), ("enviroment", "environment", 1), ("tolos", "tools", 1), ("nmae", "name", 1), ("a", "", 1),
        ("Env", "env", 0), ("ca", "abc", nil), ("servers", "secrets", nil), ("allow", "allows", 1),
    ])
    func distancesUpToTwo(left: String, right: String, expected: Int?) {
        #expect(EditDistance(from: left, to: right, limit: 2).value == expected)
        #expect(EditDistance(from: right, to: left, limit: 2).value == expected)
    }

    @Test func theNearestIsChosenAndTiesAreStable() {
        #expect(["tools", "mounts", "config"].nearest(to: "mount") == "mounts")
        #expect(["bat", "cat"].nearest(to: "rat") == "bat")
        #expect(["cat", "bat"].nearest(to: "rat") == "bat")
        #expect(["deny", "allow"].nearest(to: "unrelated") == nil)
        #expect(["on"].nearest(to: "x") == nil)
    }

    @Test func longWordsAreNotCompared() {
        let word = String(repeating: "a", count: 10_000)
        #expect([word].nearest(to: word + "b") == nil)
    }
}
