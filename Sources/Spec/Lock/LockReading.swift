/// What a tree's lock says, once everything in it was checked.
struct LockReading {
    /// Definitions are longer than manifests.
    private static let limits = YAMLLimits(fileSize: 32 << 20, nodes: 1_000_000, depth: 16)
    private static let path = TreePath([Lockfile.fileName])

    /// Nil if the tree has none, and after a diagnostic.
    private(set) var lock: Lockfile?
    private(set) var diagnostics: [Diagnostic] = []

    init(_ reader: inout ManifestReader) {
        let document: YAMLDocument
        switch reader.document(at: Self.path, limits: Self.limits, check: Self.conflict) {
        case .failure(.missing): return
        case .failure(let failure):
            let place = SourceLocation(file: Self.path.text, line: 1, column: 1)
            diagnostics = [Diagnostic(failure.code, "the file '\(Self.path)' \(failure.predicate)", at: place)]
            return
        case .success(let found): document = found
        }
        diagnostics = document.diagnostics
        guard let root = document.root else {
            if diagnostics.isEmpty { diagnostics = [.emptyDocument(Self.path)] }
            return
        }
        let declaration = LockDeclaration.format.read(root, &diagnostics)
        let servers = (declaration?.servers ?? []).compactMap { named in
            ServerAddress(named.name).map { ($0, server(named.value, at: $0)) }
        }
        let documents = (declaration?.documents ?? []).compactMap { named in
            registered(named.value, at: named.name).map { (named.name, $0) }
        }
        guard diagnostics.isEmpty else { return }
        lock = Lockfile(
            servers: Dictionary(servers) { first, _ in first },
            documents: Dictionary(documents) { first, _ in first }
        )
    }

    /// What git writes into a file that it could not merge.
    private static func conflict(_ bytes: [UInt8]) -> Diagnostic? {
        var line = 1
        for text in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if text.starts(with: Array("<<<<<<< ".utf8)) || text.starts(with: Array(">>>>>>> ".utf8)) {
                return Diagnostic(
                    .lockConflict,
                    "git could not merge the lock, and left both sides in it",
                    at: SourceLocation(file: path.text, line: line, column: 1, length: 7),
                    suggestion: "take one side ('git checkout --theirs \(path)'), and run 'mcp-reconcile lock'"
                )
            }
            line += 1
        }
        return nil
    }

    private mutating func server(_ declaration: LockedServerDeclaration, at address: ServerAddress) -> LockedServer {
        let lists = LockedList.allCases.compactMap { list in
            declaration.items(list).map { items in (list, items.compactMap { item($0, list) }) }
        }
        let server = LockedServer(
            images: declaration.images.compactMap { image($0) },
            revisions: declaration.revisions,
            instructions: declaration.instructions.flatMap { text(of: $0) },
            lists: Dictionary(lists) { first, _ in first }
        )
        for (list, items) in server.lists {
            for (item, next) in zip(items, items.dropFirst()) where item.name == next.name {
                report(.duplicateName, "the \(list.noun) '\(item.name)' is there twice", at: declaration.set.location)
            }
        }
        if diagnostics.isEmpty, declaration.set.value != server.setHash.text {
            let message = "the hash of the set of \(address) is not that of its entries"
            report(.lockHash, message, at: declaration.set.location)
        }
        return server
    }

    private mutating func registered(_ declaration: LockedDocumentDeclaration, at url: String) -> LockedDocument? {
        do {
            let document = try LockedDocument(Array(declaration.content.value.utf8))
            if document.hash.text == declaration.hash.value { return document }
            report(.lockHash, "the hash of '\(url)' is not that of its document", at: declaration.hash.location)
        } catch {
            report(.lockDefinition, "the document of '\(url)' \(error.sentence)", at: declaration.content.location)
        }
        return nil
    }

    private mutating func image(_ declaration: LockedImageDeclaration) -> LockedImage? {
        guard let reference = ImageReference(declaration.image.value) else {
            diagnostics.append(.badImage(declaration.image))
            return nil
        }
        return LockedImage(
            reference: reference,
            digest: declaration.digest,
            platforms: Dictionary(declaration.platforms.map { ($0.name, $0.value) }) { first, _ in first }
        )
    }

    private mutating func item(
        _ declaration: LockedItemDeclaration,
        _ list: LockedList
    ) -> LockedItem? {
        let words = "the \(list.noun) '\(declaration.name.value)'"
        let item: LockedItem
        do {
            item = try LockedItem(list, definition: Array(declaration.definition.value.utf8))
        } catch {
            report(.lockDefinition, "\(words) \(error.sentence)", at: declaration.definition.location)
            return nil
        }
        if !item.name.utf8.elementsEqual(declaration.name.value.utf8) {
            report(.lockDefinition, "\(words) has the definition of another one", at: declaration.name.location)
        }
        if item.hash.text != declaration.hash.value {
            report(.lockHash, "the hash of \(words) is not that of its definition", at: declaration.hash.location)
        }
        for part in declaration.parts where item.parts[part.name]?.text != part.value.value {
            let message = "the hash of '\(part.name)' of \(words) is not that of its definition"
            report(.lockHash, message, at: part.value.location)
        }
        return item
    }

    private mutating func text(of instructions: Located<String>) -> String? {
        // What is no JSON text is told of below.
        if case .string(let text)? = try? JSONReader.value(of: Array(instructions.value.utf8)) { return text }
        diagnostics.append(
            Diagnostic(.lockDefinition, "the instructions are no JSON text", at: instructions.location)
        )
        return nil
    }

    private mutating func report(
        _ code: DiagnosticCode,
        _ message: String,
        at location: SourceLocation
    ) {
        let help =
            "take the file back as it was committed, or remove this server from it; then run 'mcp-reconcile lock'"
        diagnostics.append(Diagnostic(code, message, at: location, suggestion: help))
    }
}
