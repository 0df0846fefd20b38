import NIOPosix
import Planner
import Spec
import SystemPackage

extension SavedPlan {
    /// Plans are text; a larger file is none.
    private static let largestFile = 64 << 20

    /// Reads a plan from a file.
    ///
    /// - Throws: ``CommandFailure`` with the status 3 for what is no plan, and 5 for one that is not as expected.
    static func read(_ path: String, expecting digest: String?) throws -> SavedPlan {
        let place = UntrustedText.escaping(path)
        let saved: SavedPlan
        do {
            saved = try SavedPlan(bytes: try bytes(of: path))
        } catch let error as Errno {
            throw CommandFailure(status: .invalidInput, message: "cannot read the plan '\(place)': \(error)")
        } catch let problem as Problem {
            throw CommandFailure(status: .invalidInput, message: "'\(place)' \(problem.predicate)")
        }
        guard let digest, digest != saved.digest else { return saved }
        throw CommandFailure(
            status: .stale,
            message: "'\(place)' is another plan: its digest is \(saved.digest), and "
                + "\(UntrustedText.escaping(digest)) is expected"
        )
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
        return try file.closeAfter {
            var bytes: [UInt8] = []
            let chunk = 1 << 16
            while bytes.count < largestFile {
                let part = try [UInt8](unsafeUninitializedCapacity: chunk) { buffer, count in
                    count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
                }
                if part.isEmpty { break }
                bytes += part
            }
            return bytes
        }
    }

    /// Reads the manifests that the plan was made of: the very commit, if it was one.
    ///
    /// - Parameter options: `--repo` or `--path` say where they are here, if that is not where they were.
    /// - Returns: The manifests, with the revision's name as the plan has it.
    /// - Throws: `LoadFailure`.
    func manifests(_ options: SourceOptions) async throws -> Manifests {
        var options = options
        if source.kind == .git {
            // The plan's own place and commit, unless the options say where they are here.
            options.repo = options.repo ?? options.path ?? source.place
            options.path = nil
            options.ref = revision?.commit ?? "HEAD"
            try await options.fetch()
        }
        let loader = SpecLoader(
            tree: tree(options),
            profiles: source.profile.map(ProfileSelection.named) ?? .all,
            environment: source.environment
        )
        var (desired, reading) = try await loader.readOffPool()
        if let revision { desired.revision = revision }
        return Manifests(
            desired: desired,
            source: source,
            gate: try options.gate(for: tree(options)),
            snapshot: reading.snapshot
        )
    }

    private func tree(_ options: SourceOptions) -> ManifestTree {
        switch source.kind {
        case .git:
            let repository = options.remote?.place ?? FilePath(options.repo ?? source.place)
            return .git(repository: repository, revision: options.ref, directory: source.directory)
        case .directory: return .directory(FilePath(options.path ?? options.repo ?? source.place))
        case .file: return .profileFile(FilePath(options.path ?? options.profileFile ?? source.place))
        }
    }
}

extension SavedPlan.Problem {
    /// Completes "the file …".
    fileprivate var predicate: String {
        switch self {
        case .notAPlan: "is no plan that 'plan --out' wrote"
        case .unknownFormat(let version):
            "has the format \(UntrustedText.escaping(version)), and this program knows 1: update it"
        case .altered: "was changed after it was written: its content is not what its digest is of"
        case .noEngine: "compares manifests with manifests: make a plan against the engine"
        }
    }
}
