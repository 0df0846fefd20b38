import CLibGit2

/// A commit, tag, tree or blob of libgit2.
struct GitObject: ~Copyable {
    private let pointer: OpaquePointer

    init(owning pointer: OpaquePointer?) {
        guard let pointer else { preconditionFailure("libgit2 gives an object on success") }
        self.pointer = pointer
    }

    deinit {
        git_object_free(pointer)
    }

    /// The word git has for this kind of object.
    var kind: String {
        git_object_type2string(git_object_type(pointer)).map { String(cString: $0) } ?? "object"
    }

    /// The commit that this is or, for an annotated tag, stands for.
    func commit() throws(GitFailure) -> GitObject { try peeled(to: GIT_OBJECT_COMMIT) }

    /// The tree that this is, or that the commit holds.
    func tree() throws(GitFailure) -> GitObject { try peeled(to: GIT_OBJECT_TREE) }

    /// 40 lowercase hexadecimal digits.
    var id: String {
        var digits = [CChar](repeating: 0, count: Int(GIT_OID_HEXSZ))
        git_oid_fmt(&digits, git_object_id(pointer))
        return String(decoding: digits.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The entry at a path below a tree.
    func entry(at path: String) throws(GitFailure) -> GitTreeEntry {
        var entry: OpaquePointer?
        try GitFailure.check(git_tree_entry_bypath(&entry, pointer, path))
        return GitTreeEntry(owning: entry)
    }

    /// The names in a tree, in git's order.
    var entryNames: [String] {
        precondition(git_object_type(pointer) == GIT_OBJECT_TREE)
        return (0..<git_tree_entrycount(pointer)).compactMap { index in
            git_tree_entry_byindex(pointer, index).flatMap(git_tree_entry_name).map { String(cString: $0) }
        }
    }

    /// The bytes of a blob.
    var content: [UInt8] {
        precondition(git_object_type(pointer) == GIT_OBJECT_BLOB)
        let bytes = UnsafeRawBufferPointer(start: git_blob_rawcontent(pointer), count: Int(git_blob_rawsize(pointer)))
        return Array(bytes)
    }

    private func peeled(to type: git_object_t) throws(GitFailure) -> GitObject {
        var object: OpaquePointer?
        try GitFailure.check(git_object_peel(&object, pointer, type))
        return GitObject(owning: object)
    }
}

/// One name in a tree of libgit2.
struct GitTreeEntry: ~Copyable {
    /// What stands behind the name, by its file mode.
    enum Kind: Hashable, Sendable {
        case file, directory, symbolicLink, submodule
    }

    let pointer: OpaquePointer

    fileprivate init(owning pointer: OpaquePointer?) {
        guard let pointer else { preconditionFailure("libgit2 gives an entry on success") }
        self.pointer = pointer
    }

    deinit {
        git_tree_entry_free(pointer)
    }

    var kind: Kind {
        switch git_tree_entry_filemode(pointer) {
        case GIT_FILEMODE_TREE: .directory
        case GIT_FILEMODE_LINK: .symbolicLink
        case GIT_FILEMODE_COMMIT: .submodule
        default: .file
        }
    }
}
