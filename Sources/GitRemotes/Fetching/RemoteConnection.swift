import CLibGit2
import Glibc

/// A conversation of libgit2 with the server of an address.
struct RemoteConnection {
    /// A reference as the server has it.
    fileprivate struct Head {
        var name: String
        var id: ObjectID
        /// The branch that HEAD names.
        var target: String?
    }

    let address: RemoteAddress
    let context: FetchContext

    private static let longestList = 100_000

    /// Downloads what the references need and moves them; the objects are complete before a reference leads to them.
    func fetch(_ references: [RemoteReference], into repository: borrowing CachedRepository) throws {
        let remote = try Remote(of: address, in: repository)
        var options = git_remote_connect_options()
        git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION))
        options.callbacks = context.callbacks
        options.proxy_opts.type = GIT_PROXY_AUTO
        // Credentials must not follow a redirect to somebody else.
        options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        try GitStatus.check(git_remote_connect_ext(remote.pointer, GIT_DIRECTION_FETCH, &options))
        let heads = try heads(of: remote)
        let wanted = try references.flatMap { try heads.wanted(by: $0, context) }
        if wanted.contains(where: { repository.lacks($0) }) { try download(wanted.map(\.name), from: remote) }
        for head in wanted { try repository.point(head) }
        git_remote_disconnect(remote.pointer)
    }

    private func download(_ names: [String], from remote: borrowing Remote) throws {
        var options = git_fetch_options()
        git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION))
        options.callbacks = context.callbacks
        options.proxy_opts.type = GIT_PROXY_AUTO
        options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        let specifications = names.filter { $0 != "HEAD" }.map { "+\($0):\($0)" }
        try withStrings(specifications) { list in
            try GitStatus.check(git_remote_download(remote.pointer, list, &options))
        }
    }

    private func heads(of remote: borrowing Remote) throws -> [Head] {
        var list: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try GitStatus.check(git_remote_ls(&list, &count, remote.pointer))
        return UnsafeBufferPointer(start: list, count: min(count, Self.longestList)).compactMap { head in
            guard let head = head?.pointee, let name = head.name.map({ String(cString: $0) }) else { return nil }
            // What an annotated tag stands for is listed beside it, and is no reference.
            guard !name.hasSuffix("^{}") else { return nil }
            return Head(name: name, id: ObjectID(head.oid), target: head.symref_target.map { String(cString: $0) })
        }
    }

    private func withStrings(_ texts: [String], _ body: (UnsafePointer<git_strarray>) throws -> Void) rethrows {
        let copies = texts.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        var pointers = copies
        try pointers.withUnsafeMutableBufferPointer { buffer in
            var list = git_strarray(strings: buffer.baseAddress, count: buffer.count)
            try body(&list)
        }
    }
}

/// A remote of libgit2 that is written down nowhere.
private struct Remote: ~Copyable {
    let pointer: OpaquePointer

    init(of address: RemoteAddress, in repository: borrowing CachedRepository) throws(GitStatus) {
        var options = git_remote_create_options()
        git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION))
        options.repository = repository.pointer
        // The address is the user's word: no setting may change where it leads.
        options.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
        var remote: OpaquePointer?
        try GitStatus.check(git_remote_create_with_opts(&remote, address.text, &options))
        guard let remote else { preconditionFailure("libgit2 gives a remote on success") }
        pointer = remote
    }

    deinit {
        git_remote_free(pointer)
    }
}

extension CachedRepository {
    fileprivate func lacks(_ head: RemoteConnection.Head) -> Bool { commit(named: head.id.text) == nil }

    fileprivate func point(_ head: RemoteConnection.Head) throws {
        guard head.name == "HEAD" else {
            return try point(head.name, to: head.id)
        }
        if let target = head.target { try setHead(to: target) } else { try setHead(to: head.id) }
    }
}

extension [RemoteConnection.Head] {
    /// What must be fetched for a reference; for a commit, everything that may lead to it.
    fileprivate func wanted(by reference: RemoteReference, _ context: FetchContext) throws -> [Element] {
        if reference.commit != nil {
            return filter { $0.name.hasPrefix("refs/heads/") || $0.name.hasPrefix("refs/tags/") }
        }
        for name in reference.candidates {
            guard let head = first(where: { $0.name == name }) else { continue }
            guard name == "HEAD" else { return [head] }
            // HEAD moves with the branch that it names; a detached one is found by whichever reference is there, too.
            if let target = head.target { return filter { $0.name == target } + [head] }
            return filter { $0.id.text == head.id.text && $0.name.hasPrefix("refs/") } + [head]
        }
        let names = filter { $0.name.hasPrefix("refs/heads/") }.map { String($0.name.dropFirst("refs/heads/".count)) }
        throw RemoteError(
            .unknownReference,
            doing: context.doing,
            cause: "the server has no branch or tag '\(reference.text)'",
            suggestion: names.isEmpty ? "it is empty" : "it has: " + names.sorted().prefix(10).joined(separator: ", ")
        )
    }
}
