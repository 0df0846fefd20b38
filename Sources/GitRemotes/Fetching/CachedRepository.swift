import CLibGit2
import SystemPackage

/// A bare repository of the cache, opened by libgit2.
struct CachedRepository: ~Copyable {
    let pointer: OpaquePointer

    private static let library: Int32 = git_libgit2_init()

    /// Opens what is there, or makes an empty one in one step: a maker that is killed leaves nothing half-done here.
    init(at path: FilePath) throws {
        try GitStatus.check(Self.library)
        var repository: OpaquePointer?
        let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue | GIT_REPOSITORY_OPEN_BARE.rawValue
        if git_repository_open_ext(&repository, path.string, flags, nil) != 0 {
            RepositoryCache.remove(path)
            let fresh = FilePath(path.string + ".new")
            try Self.make(at: fresh)
            try Self.move(fresh, to: path)
            try GitStatus.check(git_repository_open_ext(&repository, path.string, flags, nil))
        }
        guard let repository else { preconditionFailure("libgit2 gives a repository on success") }
        pointer = repository
    }

    deinit {
        git_repository_free(pointer)
    }

    /// The commit that a reference, or an id, leads to; nil if it is not here.
    func commit(named name: String) -> String? {
        var object: OpaquePointer?
        guard git_revparse_single(&object, pointer, name) == 0, let object else { return nil }
        defer { git_object_free(object) }
        var commit: OpaquePointer?
        guard git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0, let commit else { return nil }
        defer { git_object_free(commit) }
        return git_object_id(commit).map { ObjectID($0.pointee).text }
    }

    /// Moves a reference, or makes it.
    func point(_ reference: String, to id: ObjectID) throws {
        var made: OpaquePointer?
        var id = id.value
        try GitStatus.check(git_reference_create(&made, pointer, reference, &id, 1, "fetch"))
        git_reference_free(made)
    }

    /// Makes HEAD name a branch.
    func setHead(to reference: String) throws {
        try GitStatus.check(git_repository_set_head(pointer, reference))
    }

    func setHead(to id: ObjectID) throws {
        var id = id.value
        try GitStatus.check(git_repository_set_head_detached(pointer, &id))
    }

    private static func make(at path: FilePath) throws {
        RepositoryCache.remove(path)
        var options = git_repository_init_options()
        git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION))
        options.flags = GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_MKDIR.rawValue
        options.mode = 0o700
        var repository: OpaquePointer?
        try GitStatus.check(git_repository_init_ext(&repository, path.string, &options))
        git_repository_free(repository)
    }

    private static func move(_ source: FilePath, to place: FilePath) throws {
        guard renamed(source, place) else { throw Errno.current }
    }
}

/// The id of an object of git.
struct ObjectID {
    let value: git_oid

    init(_ value: git_oid) {
        self.value = value
    }

    /// 40 lowercase hexadecimal digits.
    var text: String {
        var digits = [CChar](repeating: 0, count: Int(GIT_OID_HEXSZ))
        var value = value
        git_oid_fmt(&digits, &value)
        return String(decoding: digits.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
