import FoundationEssentials
import NIOSSL

extension TLSIdentity {
    /// Reads the certificates.
    ///
    /// - Throws: ``EngineError`` with code `invalidEndpoint` if one is missing or malformed.
    func makeConfiguration() throws(EngineError) -> TLSConfiguration {
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            if verifiesEngine {
                configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile("\(directory)/ca.pem"))
            } else {
                configuration.certificateVerification = .none
            }
            // An engine that asks for no client certificate has a directory with ca.pem only.
            guard FileManager.default.fileExists(atPath: "\(directory)/cert.pem") else { return configuration }
            let chain = try NIOSSLCertificate.fromPEMFile("\(directory)/cert.pem")
            configuration.certificateChain = chain.map { .certificate($0) }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: "\(directory)/key.pem", format: .pem))
            return configuration
        } catch {
            throw .invalidEndpoint(
                "TLS",
                "the certificates ca.pem, cert.pem and key.pem in \(EscapedText(directory)) cannot be used",
                cause: error
            )
        }
    }

    /// The same for streams that are not opened by the HTTP client.
    static func makeContext(_ configuration: TLSConfiguration) throws(EngineError) -> NIOSSLContext {
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .invalidEndpoint("TLS", "the certificates and the key do not belong together", cause: error)
        }
    }
}
