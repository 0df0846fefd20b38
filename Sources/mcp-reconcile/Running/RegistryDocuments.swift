import GatewayRuntime
import Spec

/// The documents of registries that a lock holds, or is to hold.
struct RegistryDocuments {
    let locked: [String: LockedDocument]
    /// Whether those that nothing refers to stay.
    let isKeepingAll: Bool
    let allowsPrivateAddresses: Bool

    /// The documents, as far as they are locked.
    ///
    /// - Throws: ``CommandFailure`` if one is not.
    func checked(_ references: [RegistryReference]) throws(CommandFailure) -> [String: LockedDocument] {
        guard let missing = references.first(where: { locked[$0.url] == nil }) else { return wanted(references) }
        throw CommandFailure(
            status: .notTrusted,
            message: "\(missing.address): \(Lockfile.fileName) does not hold the document "
                + "'\(UntrustedText.escaping(missing.url))'; run 'mcp-reconcile lock', and commit what it writes"
        )
    }

    /// The documents: those that are missing or to be renewed from the network, one after the other, and no others.
    ///
    /// - Throws: ``CommandFailure`` if one cannot be had.
    func fetched(
        _ references: [RegistryReference],
        renewing renewed: Set<String>
    ) async throws(CommandFailure) -> [String: LockedDocument] {
        var documents = wanted(references)
        for url in Set(references.map(\.url)).sorted() where documents[url] == nil || renewed.contains(url) {
            let fetched = try await fetch(url)
            let word = documents[url].map { $0 == fetched ? "unchanged" : "renewed" } ?? "fetched"
            Console.error.line("\(UntrustedText.escaping(url)): \(word), \(fetched.hash)")
            documents[url] = fetched
        }
        return documents
    }

    /// Without those that nothing refers to any more.
    private func wanted(_ references: [RegistryReference]) -> [String: LockedDocument] {
        if isKeepingAll { return locked }
        let urls = Set(references.map(\.url))
        return locked.filter { urls.contains($0.key) }
    }

    private func fetch(_ url: String) async throws(CommandFailure) -> LockedDocument {
        do {
            let document = try await FetchedDocument(at: url, allowingPrivateAddresses: allowsPrivateAddresses)
            return try LockedDocument(document.bytes)
        } catch let failure as FetchedDocument.Failure {
            throw CommandFailure(status: .failed, message: failure.description)
        } catch let problem as LockedDocument.Problem {
            let message = UntrustedText.escaping("the document '\(url)' \(problem.sentence)")
            throw CommandFailure(status: .failed, message: message)
        } catch {
            throw CommandFailure(status: .failed, message: UntrustedText.escaping("'\(url)': \(error)"))
        }
    }
}
