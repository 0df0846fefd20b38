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

    // Names and references
    case duplicateServer = "MCPR0201"
    case duplicateProfile = "MCPR0202"
    case badReference = "MCPR0203"
    case missingFile = "MCPR0204"
    case outsideTree = "MCPR0205"
    case unreadableFile = "MCPR0206"
    case ambiguousEntry = "MCPR0207"
    case duplicateName = "MCPR0208"

    // Configuration and templates
    case config = "MCPR0301"
    case missingConfig = "MCPR0302"
    case badTemplate = "MCPR0303"
    case badConfigSchema = "MCPR0304"
    case undefinedVariable = "MCPR0305"

    // Mounts
    case forbiddenMount = "MCPR0401"
    case mountTarget = "MCPR0402"
    case duplicateMount = "MCPR0403"
    case mountWithoutDirectory = "MCPR0404"

    // Valid manifests that this version cannot serve
    case unsupportedSecrets = "MCPR0501"
    case unsupportedHosts = "MCPR0502"
    case unsupportedIsolation = "MCPR0503"
    case unsupportedInterceptors = "MCPR0504"
    case unsupportedReference = "MCPR0505"
    case unsupportedServerType = "MCPR0506"
}
