/// The stable identity of a kind of mistake: a code is never reused for another meaning.
package enum DiagnosticCode: String, Hashable, Sendable, CaseIterable {
    // YAML
    case syntax = "MCPR0101"
    case encoding = "MCPR0102"
    case controlCharacter = "MCPR0103"
    case duplicateKey = "MCPR0104"
    case ambiguousScalar = "MCPR0105"
    case tag = "MCPR0106"
    case aliasBudget = "MCPR0107"
    case mergeKey = "MCPR0108"
    case multipleDocuments = "MCPR0109"
    case nestingDepth = "MCPR0110"
    case fileSize = "MCPR0111"

    // Shape
    case unknownKey = "MCPR0112"
    case missingKey = "MCPR0113"
    case wrongType = "MCPR0114"
    case badValue = "MCPR0115"
    case emptyDocument = "MCPR0116"
    case inapplicableKey = "MCPR0117"

    // Names and references
    case duplicateServer = "MCPR0201"
    case duplicateProfile = "MCPR0202"
    case badReference = "MCPR0203"
    case missingFile = "MCPR0204"
    case outsideTree = "MCPR0205"
    case unreadableFile = "MCPR0206"
    case ambiguousEntry = "MCPR0207"
    case duplicateName = "MCPR0208"
    case noProfile = "MCPR0209"
    case unknownCatalog = "MCPR0210"
    case unknownEntry = "MCPR0211"
    case notACatalog = "MCPR0212"
    case nothingToOverride = "MCPR0213"

    // Configuration and templates
    case config = "MCPR0301"
    case missingConfig = "MCPR0302"
    case badTemplate = "MCPR0303"
    case badConfigSchema = "MCPR0304"
    case undefinedVariable = "MCPR0305"
    case shellText = "MCPR0306"

    // Mounts
    case forbiddenMount = "MCPR0401"
    case mountTarget = "MCPR0402"
    case duplicateMount = "MCPR0403"
    case mountWithoutDirectory = "MCPR0404"
    case unboundedMount = "MCPR0405"

    // Valid manifests that this version cannot serve
    case unsupportedSecrets = "MCPR0501"
    case unsupportedHosts = "MCPR0502"
    case badInterceptor = "MCPR0504"
    case unsupportedReference = "MCPR0505"

    // The lock
    case lockConflict = "MCPR0601"
    case lockDefinition = "MCPR0602"
    case lockHash = "MCPR0603"

    // Allowed, and worth a look
    case latestTag = "MCPR0701"
    case noDigest = "MCPR0702"
    case wideAllowList = "MCPR0703"
    case literalSecret = "MCPR0704"
    case broadMount = "MCPR0705"
    case defaultBridge = "MCPR0706"
}

extension DiagnosticCode {
    /// What the code stands for, in one line.
    package var explanation: String {
        switch self {
        case .syntax: "The file is not well-formed YAML."
        case .encoding: "Manifests are UTF-8."
        case .controlCharacter: "YAML allows no control characters but tabs and line breaks."
        case .duplicateKey: "A mapping has each key once; readers disagree which of two would count."
        case .ambiguousScalar: "YAML 1.1 and YAML 1.2 read this unquoted text as different values."
        case .tag: "Tags make a value something else than it looks like."
        case .aliasBudget: "Aliases repeat what an anchor marked before, within a bound on what they stand for."
        case .mergeKey: "Merge keys belong to YAML 1.1, and readers disagree about them."
        case .multipleDocuments: "A file holds one document; a second one would silently not count."
        case .nestingDepth: "Collections within collections are bounded."
        case .fileSize: "The size of a manifest is bounded."
        case .unknownKey: "A key that means nothing here would silently not count."
        case .missingKey: "The format requires a key that is not there."
        case .wrongType: "The value is of another type than the format asks for."
        case .badValue: "The value is of the right type, and not one that is allowed."
        case .emptyDocument: "A manifest file has content."
        case .inapplicableKey: "The key means nothing for a server of this kind, and would silently not count."
        case .duplicateServer: "Servers of a profile have different names."
        case .duplicateProfile: "Profiles of a repository have different names."
        case .badReference: "The reference to an image or a file is malformed."
        case .missingFile: "The file is not in the tree that is read."
        case .outsideTree: "References lead to files of the same tree only."
        case .unreadableFile: "The file is there and cannot be read as a manifest."
        case .ambiguousEntry: "A catalog with several servers is chosen from by the server's name."
        case .duplicateName: "A name is given once."
        case .noProfile: "A repository has at least one profile."
        case .unknownCatalog: "Catalogs are files of the tree, in catalogs/."
        case .unknownEntry: "A catalog has the servers that its file lists."
        case .notACatalog: "A catalog is a mapping of servers by name, or a list of servers with snapshots."
        case .nothingToOverride: "An environment changes what a profile has, and adds nothing to it."
        case .config: "The configuration does not fit the schema of the server's entry."
        case .missingConfig: "The server's entry requires a value that the profile does not configure."
        case .badTemplate: "A template of a server's entry cannot be read or rendered."
        case .badConfigSchema: "The schema in a server's entry is itself wrong."
        case .undefinedVariable: "Arguments use only variables that the server's own env sets."
        case .shellText: "A value within the text of a shell would be a program of its own."
        case .forbiddenMount: "A container that reaches the engine's socket owns the host."
        case .mountTarget: "A mount's target is an absolute path of its own within the container."
        case .duplicateMount: "Two mounts have two targets."
        case .mountWithoutDirectory: "Relative mounts start from the manifests' directory on disk."
        case .unboundedMount: "What arguments of a tool complete lies in directories that the manifests name."
        case .unsupportedSecrets: "Secrets need a path that shows them to nobody else; it does not exist yet."
        case .unsupportedHosts: "Limiting a network to hosts needs a proxy that does not exist yet."
        case .badInterceptor: "This does not say what to run, or when."
        case .lockConflict: "A lock that git could not merge says two things."
        case .lockDefinition: "A definition in the lock is none of its list."
        case .lockHash: "A hash in the lock is not that of what it stands beside, so one of the two was edited."
        case .unsupportedReference: "Only images, files and catalogs of the tree are resolved yet."
        case .latestTag: "What 'latest' means changes without a commit, so no commit says what runs."
        case .noDigest: "A tag can be moved; a digest names one image for ever."
        case .wideAllowList: "A list that allows everything also allows what a new version adds."
        case .literalSecret: "What is committed is known to everybody who can read the repository, for ever."
        case .broadMount: "A server sees no more of the host than it needs."
        case .defaultBridge: "Most servers need no network, and have one only where they say so."
        }
    }
}
