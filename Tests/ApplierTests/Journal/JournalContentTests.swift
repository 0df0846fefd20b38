import Planner
import Spec
import Testing

@testable import Applier

@Suite struct JournalContentTests {
    @Test func anEntryIsFoundByTheBeginningOfItsID() throws {
        let entries = try [Entry.make("3f9a0c1d", commit: "1"), Entry.make("3f00aaaa", commit: "2")]
        let content = JournalContent(entries)
        #expect(content.entry(named: "3f9") == .one(entries[0]))
        #expect(content.entry(named: "3F9A0C1D") == .one(entries[0]))
        #expect(content.entry(named: "3f") == .several(entries))
        #expect(content.entry(named: "4") == .none)
        #expect(content.entry(named: "") == .none)
    }

    @Test func theFormerStateIsTheLastOtherOneThatWasReached() throws {
        let content = JournalContent(
            try [
                Entry.make("a", commit: "1"), Entry.make("b", commit: "2"),
                Entry.make("c", commit: "3", result: .failed(OperationFailure(code: .engine, message: "no"))),
                Entry.make("d", commit: "4"), Entry.make("e", commit: "4"),
            ]
        )
        #expect(content.former()?.id == "b")
    }

    @Test func whatFailedLastIsGoneBackFrom() throws {
        let failure = OperationFailure(code: .engine, message: "no")
        let content = JournalContent(
            try [
                Entry.make("a", commit: "1"), Entry.make("b", commit: "2", result: .failed(failure)),
            ]
        )
        #expect(content.former()?.id == "a")
    }

    @Test func goingBackTwiceIsGoingForth() throws {
        let content = JournalContent(
            try [
                Entry.make("a", commit: "1"), Entry.make("b", commit: "2"), Entry.make("c", commit: "1"),
            ]
        )
        #expect(content.former()?.id == "b")
    }

    @Test func whatWasKilledIsGoneBackFromAndNotTo() throws {
        let entries = try [Entry.make("a", commit: "1"), Entry.make("b", commit: "2"), Entry.begun("c", commit: "3")]
        #expect(JournalContent(entries).former()?.id == "b")
        #expect(JournalContent(entries + [try Entry.make("d", commit: "4")]).former()?.id == "b")
        // The same once more, as a whole.
        #expect(JournalContent(entries + [try Entry.make("d", commit: "3")]).former()?.id == "b")
    }

    @Test func nothingAndAPartAreNoStatesToGoBackTo() throws {
        var nothing = try Entry.make("a", commit: "1")
        nothing.origin.isEmpty = true
        var part = try Entry.make("b", commit: "2")
        part.origin.targets = ["dev/time"]
        var unkept = try Entry.make("c", commit: "3")
        unkept.origin.revision = nil
        unkept.origin.content = "0123"
        let (current, former) = (try Entry.make("d", commit: "4"), try Entry.make("e", commit: "0"))
        #expect(JournalContent([nothing, part, unkept, current]).former() == nil)
        #expect(JournalContent([former, nothing]).former()?.id == "e")
        #expect(JournalContent([current]).former() == nil)
        #expect(JournalContent().former() == nil)
    }

    @Test func profilesHaveHistoriesOfTheirOwn() throws {
        let facts = [("a", "x", "1"), ("b", "y", "1"), ("c", "x", "2"), ("d", "y", "3")]
        let entries = try facts.map { id, profile, commit in
            var entry = try Entry.make(id, commit: commit)
            entry.origin.profile = profile
            return entry
        }
        #expect(JournalContent(entries).former()?.id == "b")
        #expect(JournalContent(entries).former(profile: "x")?.id == "a")
        #expect(JournalContent(entries).former(profile: "z") == nil)

        var nothing = try Entry.make("e", commit: "9")
        nothing.origin.isEmpty = true
        #expect(JournalContent(entries + [nothing]).former(profile: "y")?.id == "d")
        #expect(JournalContent(entries + [nothing]).former() == nil)
    }
}
