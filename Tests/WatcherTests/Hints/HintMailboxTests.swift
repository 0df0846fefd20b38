import Testing
@testable import Watcher

@Suite struct HintMailboxTests {
    @Test func aReaderThatWasBusyFindsEverythingInOneHint() async {
        let mailbox = HintMailbox()
        for kind in ChangeHint.Kind.allCases { mailbox.offer(ChangeHint(kinds: [kind])) }
        mailbox.finish()
        var hints = mailbox.hints.makeAsyncIterator()
        #expect(await hints.next()?.kinds == Set(ChangeHint.Kind.allCases))
        #expect(await hints.next() == nil)
    }

    @Test func whatWasReadIsNotToldAgain() async {
        let mailbox = HintMailbox()
        var hints = mailbox.hints.makeAsyncIterator()
        mailbox.offer(ChangeHint(kinds: [.engine]))
        #expect(await hints.next()?.kinds == [.engine])
        mailbox.offer(ChangeHint(kinds: [.manifests]))
        #expect(await hints.next()?.kinds == [.manifests])
    }
}
