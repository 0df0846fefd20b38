package import SystemPackage

/// What a fetch has to bring.
package struct FetchRequest: Hashable, Sendable, Codable {
    package let address: String
    package let reference: String
    /// A further branch, tag or commit that must be there.
    package let also: String?
    /// The cache's directory.
    package let cache: String
    /// The file of known hosts; nil for the user's own.
    package let knownHosts: String?

    package init(
        address: RemoteAddress,
        reference: RemoteReference,
        also: RemoteReference? = nil,
        cache: RepositoryCache,
        knownHosts: FilePath?
    ) {
        self.address = address.text
        self.reference = reference.text
        self.also = also?.text
        self.cache = cache.directory.string
        self.knownHosts = knownHosts?.string
    }
}

/// How a fetch ended.
package enum FetchAnswer: Sendable, Codable {
    case fetched(FetchedCommit)
    case failed(RemoteError)
}

/// Where the reference of a request stands now.
package struct FetchedCommit: Hashable, Sendable, Codable {
    /// 40 lowercase hexadecimal digits; of the commit, also where the reference is an annotated tag.
    package let commit: String
    /// False if the reference stood there before.
    package let isNew: Bool
}
