import ArgumentParser
import NIOPosix
import Spec

/// Whose containers are meant, where the manifests themselves need not be valid.
struct OwnerOptions: ParsableArguments {
    @OptionGroup var source: SourceOptions

    @Option(
        help: ArgumentHelp(
            "The owner's id, where the manifests are not at hand.",
            discussion: "Without it the reconcile.yaml of the manifests says it, whatever else in them is wrong.",
            valueName: "uuid"
        )
    )
    var owner: String?

    func validate() throws {
        guard let owner, OwnerID(owner) == nil else { return }
        throw ValidationError("--owner '\(UntrustedText.escaping(owner))' is no UUID, such as reconcile.yaml has.")
    }

    /// - Throws: `SpecError`, `RemoteError`, or ``CommandFailure`` if the manifests do not say it.
    func ownerID() async throws -> OwnerID {
        if let owner = owner.flatMap({ OwnerID($0) }) { return owner }
        try await source.fetch()
        let loader = try source.loader()
        if let owner = try await NIOThreadPool.singleton.runIfActive({ try loader.owner() }) { return owner }
        throw CommandFailure(
            status: .invalidInput,
            message: "reconcile.yaml does not say who owns the servers: mend it, or give --owner"
        )
    }
}
