import Spec

/// What the change of one part of a tool comes to.
struct PartChange {
    let details: [String]
    let verdict: ToolVerdict

    init(_ part: ListedTool.Part, from old: ListedTool, to new: ListedTool) {
        switch part {
        case .title, .description:
            self.init([Self.phrase(part, from: old, to: new)], .cosmetic)
        case .annotations:
            self.init(annotationsFrom: old.documentation, to: new.documentation)
        case .inputSchema:
            let (before, after) = (old.documentation, new.documentation)
            self.init(SchemaChange(arguments: before.map(\.inputSchema), after.map(\.inputSchema)), "inputSchema")
        case .outputSchema:
            let (before, after) = (old.documentation, new.documentation)
            self.init(SchemaChange(results: before.map(\.outputSchema), after.map(\.outputSchema)), "outputSchema")
        }
    }

    private init(_ details: [String], _ verdict: ToolVerdict) {
        self.details = details
        self.verdict = verdict
    }

    private init(_ change: SchemaChange, _ name: String) {
        self.init(["\(name): " + change.details.joined(separator: ", ")], change.verdict)
    }

    private static func phrase(_ part: ListedTool.Part, from old: ListedTool, to new: ListedTool) -> String {
        switch (old.hashes[part], new.hashes[part]) {
        case (nil, _): "\(part.rawValue) added"
        case (_, nil): "\(part.rawValue) removed"
        case (_, _): "\(part.rawValue) changed"
        }
    }

    /// Hints that made a client ask less, or nothing at all, must not vanish unseen.
    private init(annotationsFrom old: DocumentedTool?, to new: DocumentedTool?) {
        guard let old, let new else {
            self.init(["annotations changed"], .breaking)
            return
        }
        let names = Set((old.annotations?.members ?? [:]).keys).union((new.annotations?.members ?? [:]).keys).sorted()
        let changed = names.filter { old.annotations?[$0] != new.annotations?[$0] }
        let lost = Hint.allCases.filter { $0.isPromised(by: old) && !$0.isPromised(by: new) }
        self.init(
            ["annotations: " + changed.map { "\($0) changed" }.joined(separator: ", ")],
            lost.isEmpty ? .cosmetic : .breaking
        )
    }

    /// The hints by which a tool promises something (MCP, `ToolAnnotations`), with their defaults.
    private enum Hint: CaseIterable {
        case readOnly, notDestructive, idempotent, closedWorld

        func isPromised(by tool: DocumentedTool) -> Bool {
            switch self {
            case .readOnly: tool.annotations?["readOnlyHint"] == .boolean(true)
            case .notDestructive: tool.annotations?["destructiveHint"] == .boolean(false)
            case .idempotent: tool.annotations?["idempotentHint"] == .boolean(true)
            case .closedWorld: tool.annotations?["openWorldHint"] == .boolean(false)
            }
        }
    }
}
