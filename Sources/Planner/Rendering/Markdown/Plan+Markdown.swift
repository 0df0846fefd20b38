import Spec

extension Plan {
    /// What a comment may have at most: GitHub takes 65,536 characters, and a wrapper may want to add a line.
    package static let markdownBudget = 61_440

    /// The first line of the comment, by which a later run finds it to write it anew: the same for every plan of the
    /// same manifests and the same kind of target.
    package var markdownMarker: String {
        let kind = if case .revision = target { "revision" } else { "engine" }
        let profile = source?.profile?.text ?? "all"
        return "<!-- mcp-reconcile:plan owner=\(owner.text) profile=\(profile) against=\(kind) -->"
    }

    /// The plan as a comment of a pull or merge request: never more than ``markdownBudget`` bytes, and the same bytes
    /// for the same plan.
    ///
    /// What does not fit is left out step by step, the summary and the consents never.
    package var markdown: String {
        let (head, digest) = (markdownHead, digest)
        let shown = changes.filter { $0.action != .keep }
        for detail in MarkdownDetail.allCases {
            let foot = markdownFoot(detail, digest)
            let room = Self.markdownBudget - head.utf8.count - foot.utf8.count
            if let body = markdownBody(shown, detail, room: room) { return head + body + foot }
        }
        preconditionFailure("the smallest comment is bounded")
    }

    /// The table and the folds; nil as soon as they have more bytes than there is room for.
    private func markdownBody(_ shown: [Change], _ detail: MarkdownDetail, room: Int) -> String? {
        guard detail != .partOfTable else { return boundedTable(shown, room: room) }
        var body = shown.isEmpty ? "" : Self.tableHead
        for change in shown {
            body += change.markdownRow(detail)
            guard body.utf8.count <= room else { return nil }
        }
        if !shown.isEmpty { body += "\n" }
        if detail != .table {
            for change in shown {
                body += change.markdownDetails(detail)
                guard body.utf8.count <= room else { return nil }
            }
            for gateway in gateways { body += gateway.markdownDetails(detail) }
        }
        return body.utf8.count <= room ? body : nil
    }

    private static let tableHead = """
        | | server | change | tools | because |
        |---|---|---|---|---|

        """

    /// The rows that fit, and a last one that counts the rest.
    private func boundedTable(_ shown: [Change], room: Int) -> String {
        let reserve = 200
        var table = Self.tableHead
        var count = 0
        for change in shown {
            let row = change.markdownRow(.partOfTable)
            guard table.utf8.count + row.utf8.count + reserve <= room else { break }
            table += row
            count += 1
        }
        let rest = shown.count - count
        return table + (rest > 0 ? "| … | and \(rest) more | | | see the plan as JSON |\n" : "") + "\n"
    }

    private var markdownHead: String {
        var head = "\(markdownMarker)\n### mcp-reconcile plan: \(summarySentence.dropLast())\n\n"
        if let sourcePhrase { head += "Source \(MarkdownText.code(sourcePhrase, atMost: 120))" }
        if let signer { head += " verified by \(MarkdownText.code(signer, atMost: 160))" }
        if case .revision(let revision)? = target {
            head += " against \(MarkdownText.code(revision.short, atMost: 120)), without an engine"
        }
        head += "\n\n"
        if scope.isPartial {
            head += "**Partial plan**: \(MarkdownText.code(scope.phrase, atMost: 200)); nothing is removed.\n\n"
        }
        for consent in consents {
            let names = MarkdownList.names(consent.addresses.map(\.description), atMost: 5)
            let about = consent.addresses.isEmpty ? "" : " (\(names))"
            head += "⚠ **Needs \(MarkdownText.code(consent.flag))**: \(consent.kind.headline)\(about).\n\n"
        }
        return head
    }

    private func markdownFoot(_ detail: MarkdownDetail, _ digest: String) -> String {
        var foot = ""
        let rest = drift.filter { $0.outcome != .revert }
        if !rest.isEmpty {
            let names = MarkdownList.names(rest.map(\.address.description), atMost: detail.longestList)
            foot += "Drift outside of this plan: \(names).\n\n"
        }
        if detail != .full {
            foot += "_Shortened to fit into a comment; the plan as JSON has everything._\n\n"
        }
        return foot + "Plan \(MarkdownText.code(digest))\n"
    }
}

extension Consent.Kind {
    fileprivate var headline: String {
        switch self {
        case .prune(let count): "removes \(count) servers at once"
        case .unprotect: "ends a server that is protected"
        case .rewind: "goes back to a commit that does not build on what was applied before"
        case .widenTools: "lets models call tools that they could not call before"
        }
    }
}
