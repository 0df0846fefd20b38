import CLibGit2

/// An opened repository of libgit2; its objects must not outlive it.
struct GitRepository: ~Copyable {
    private let pointer: OpaquePointer

    /// libgit2 counts how often it was initialized: once is enough, for the whole process.
    private static let library: Int32 = {
        let count = git_libgit2_init()
        // Each file is looked up by its path; a directory of some hundred would be read and unpacked anew for each.
        return count > 0 && git_keep_trees(largestTree) == 0 ? count : -1
    }()

    /// In bytes: about 100,000 files in one directory.
    private static let largestTree = 4 << 20

    /// Opens the repository at exactly this path, bare or not.
    init(path: String) throws(GitFailure) {
        try GitFailure.check(Self.library)
        var repository: OpaquePointer?
        let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
        try GitFailure.check(git_repository_open_ext(&repository, path, flags, nil))
        guard let repository else { preconditionFailure("libgit2 gives a repository on success") }
        pointer = repository
    }

    deinit {
        git_repository_free(pointer)
    }

    /// The repository that a path lies in; nil if there is none.
    static func enclosing(_ path: String) -> String? {
        var buffer = git_buf()
        defer { git_buf_dispose(&buffer) }
        guard library >= 0, git_repository_discover(&buffer, path, 0, nil) == 0 else { return nil }
        return buffer.ptr.map { String(cString: $0) }
    }

    /// The directory that is checked out; nil for a bare repository.
    var workingDirectory: String? {
        git_repository_workdir(pointer).map { String(cString: $0) }
    }

    /// True if no branch or tag leads to any commit.
    ///
    /// libgit2's own answer depends on the name of the first branch, which is a matter of settings.
    var isEmpty: Bool { referenceNames.isEmpty }

    /// The short names of all branches and tags, sorted.
    var referenceNames: [String] {
        var list = git_strarray()
        guard git_reference_list(&list, pointer) == 0 else { return [] }
        defer { git_strarray_dispose(&list) }
        let names = UnsafeBufferPointer(start: list.strings, count: list.count).compactMap { $0 }
        let prefixes = ["refs/heads/", "refs/tags/", "refs/remotes/"]
        return names.map { String(cString: $0) }.sorted().compactMap { name in
            prefixes.first { name.hasPrefix($0) }.map { String(name.dropFirst($0.count)) }
        }
    }

    /// What a branch, tag, commit id or expression stands for.
    func object(named revision: String) throws(GitFailure) -> GitObject {
        var object: OpaquePointer?
        try GitFailure.check(git_revparse_single(&object, pointer, revision))
        return GitObject(owning: object)
    }

    /// The object at a path below a tree.
    func object(at entry: borrowing GitTreeEntry) throws(GitFailure) -> GitObject {
        var object: OpaquePointer?
        try GitFailure.check(git_tree_entry_to_object(&object, pointer, entry.pointer))
        return GitObject(owning: object)
    }

    /// The size of an object in bytes, without reading it.
    func size(of entry: borrowing GitTreeEntry) throws(GitFailure) -> Int {
        var database: OpaquePointer?
        try GitFailure.check(git_repository_odb(&database, pointer))
        defer { git_odb_free(database) }
        var (size, type) = (0, GIT_OBJECT_INVALID)
        try GitFailure.check(git_odb_read_header(&size, &type, database, git_tree_entry_id(entry.pointer)))
        return size
    }
}
