import CLibGit2
import Glibc
import SystemPackage

/// Brings one reference of a remote repository into the cache.
///
/// It blocks, and a server that says nothing blocks it for ever: it belongs into a process of its own that can be ended.
package struct Fetch {
    private let address: RemoteAddress
    private let reference: RemoteReference
    private let also: RemoteReference?
    private let cache: RepositoryCache
    private let context: FetchContext

    /// More packs make reading slow: the repository is then fetched anew.
    private static let mostPacks = 40

    /// Prepares a fetch with what the environment says of credentials, authorities and the user's files.
    ///
    /// For a file of known hosts it changes this process's own `HOME`.
    ///
    /// - Throws: ``RemoteError``.
    package init(_ request: FetchRequest, environment: [String: String]) throws(RemoteError) {
        let cache = RepositoryCache(in: FilePath(request.cache))
        let address: RemoteAddress
        do {
            address = try RemoteAddress(request.address)
        } catch {
            throw RemoteError(.failed, doing: "fetching", cause: "the address \(error)")
        }
        guard let reference = RemoteReference(request.reference) else {
            throw RemoteError(.unknownReference, doing: "fetching '\(address)'", cause: "the reference is no name")
        }
        (self.address, self.reference, self.cache) = (address, reference, cache)
        also = request.also.flatMap(RemoteReference.init)
        let home = environment["HOME"] ?? "/"
        context = FetchContext(
            address: address,
            credentials: FetchCredentials(environment: environment),
            knownHosts: request.knownHosts ?? FilePath(home).appending(".ssh/known_hosts").string
        )
        if let knownHosts = request.knownHosts { Self.show(knownHosts, in: cache) }
        let file = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        let directory = environment["SSL_CERT_DIR"].flatMap { $0.isEmpty ? nil : $0 }
        guard git_libgit2_init() > 0 else { throw GitStatus(-1).error(doing: context.doing) }
        if file != nil || directory != nil, git_trust_certificate_authorities(file, directory) < 0 {
            let cause = "SSL_CERT_FILE or SSL_CERT_DIR cannot be read: \(GitStatus(-1).message)"
            throw RemoteError(.certificate, doing: context.doing, cause: cause)
        }
    }

    /// Gives libgit2 a home that has this file of known hosts: it asks a server for the kind of key that the one of the
    /// home has, and knows no other file.
    ///
    /// Without it a server may show another kind of key than the file has, and is refused.
    private static func show(_ knownHosts: String, in cache: RepositoryCache) {
        guard let home = try? cache.home(withKnownHosts: knownHosts) else { return }
        setenv("HOME", home.string, 1)
    }

    /// Connects, and downloads what is missing.
    ///
    /// - Throws: ``RemoteError``.
    package func run() throws(RemoteError) -> FetchedCommit {
        do {
            try cache.prepare()
            let lock = try CacheLock(at: cache.lock(of: address, at: reference))
            defer { withExtendedLifetime(lock) {} }
            let place = cache.place(of: address, at: reference)
            RepositoryCache.clean(place)
            if RepositoryCache.packs(in: place) > Self.mostPacks { try renew(place) }
            return try fetch(into: place)
        } catch let error as RemoteError {
            throw error
        } catch let error as GitStatus {
            throw context.failure ?? error.error(doing: context.doing)
        } catch {
            throw RemoteError(
                .cache,
                doing: context.doing,
                cause: "'\(cache.directory)' cannot be used: \(error)"
            )
        }
    }

    /// Fetches into another place and puts that in place of the old one, which readers that have it open keep.
    private func renew(_ place: FilePath) throws {
        let (fresh, old) = (FilePath(place.string + ".new-packs"), FilePath(place.string + ".new-old"))
        RepositoryCache.remove(fresh)
        _ = try fetch(into: fresh)
        guard renamed(place, old), renamed(fresh, place) else { throw Errno.current }
        RepositoryCache.remove(old)
    }

    private func fetch(into place: FilePath) throws -> FetchedCommit {
        let repository = try CachedRepository(at: place)
        let before = repository.commit(named: reference.text)
        var isComplete = true
        for wanted in [reference, also].compactMap({ $0 }) {
            let isHere = wanted.commit.map { repository.commit(named: $0) != nil } ?? false
            isComplete = isComplete && isHere
        }
        if !isComplete { try RemoteConnection(address: address, context: context).fetch(wanted, into: repository) }
        guard let commit = repository.commit(named: reference.text) else { throw unknown(reference) }
        if let also, repository.commit(named: also.text) == nil { throw unknown(also) }
        return FetchedCommit(commit: commit, isNew: commit != before)
    }

    private var wanted: [RemoteReference] { [reference] + (also.map { [$0] } ?? []) }

    private func unknown(_ reference: RemoteReference) -> RemoteError {
        RemoteError(
            .unknownReference,
            doing: context.doing,
            cause: "no branch or tag leads to a commit '\(reference.text)'"
        )
    }
}

/// Renames a file or directory.
func renamed(_ source: FilePath, _ target: FilePath) -> Bool { rename(source.string, target.string) == 0 }

extension Errno {
    /// What the system call before said.
    static var current: Errno { Errno(rawValue: errno) }
}
