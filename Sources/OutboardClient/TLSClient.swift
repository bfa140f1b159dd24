import NIOCore

#if TLS
    import NIOSSL
#endif

/// Puts TLS in front of a connection to a server, where its address says so.
///
/// The server's certificate is always checked, and its name too: there is no way around that. Whose
/// certificate is of nobody's that the machine trusts is trusted by its file.
enum TLSClient {
    /// Whether this program can: it was built with the trait.
    static var isBuiltIn: Bool {
        #if TLS
            true
        #else
            false
        #endif
    }

    #if TLS
        /// Before anything else is in the connection's pipeline.
        static func prepare(_ address: ServerAddress) throws(ClientError) -> Preparation {
            guard address.isSecure else { return Preparation(context: nil, host: nil) }
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            if let path = address.authorities {
                do {
                    let certificates = try NIOSSLCertificate.fromPEMFile(path)
                    guard !certificates.isEmpty else {
                        throw NIOSSLError.failedToLoadCertificate
                    }
                    configuration.trustRoots = .certificates(certificates)
                } catch {
                    throw ClientError(
                        code: .untrusted,
                        description: "\(path) has no certificates in PEM that can be read",
                        hint: "Name the certificate of who vouches for the server, in PEM."
                    )
                }
            }
            do {
                let context = try NIOSSLContext(configuration: configuration)
                // The name of an address is checked against the certificate's addresses.
                let isAddress = (try? SocketAddress(ipAddress: address.host, port: 0)) != nil
                return Preparation(context: context, host: isAddress ? nil : address.host)
            } catch {
                throw ClientError(code: .untrusted, description: "TLS cannot begin: \(error)")
            }
        }

        struct Preparation: Sendable {
            fileprivate let context: NIOSSLContext?
            fileprivate let host: String?

            func guardConnection(_ channel: any Channel) throws {
                guard let context else { return }
                try channel.pipeline.syncOperations.addHandler(
                    NIOSSLClientHandler(context: context, serverHostname: host)
                )
            }
        }

        /// What went wrong with a connection, where TLS is why. nil: it is not.
        static func fault(_ error: any Error, _ address: ServerAddress) -> ClientError? {
            switch error {
            case NIOSSLError.handshakeFailed(let reason):
                ClientError(
                    code: .untrusted,
                    description: "\(address.header) could not be spoken to by TLS: \(reason)",
                    hint: hint(address)
                )
            case let error as NIOSSLExtraError:
                ClientError(
                    code: .untrusted,
                    description: "the certificate of \(address.header) is another's: \(error)",
                    hint: "Ask for it by a name that its certificate has."
                )
            default: nil
            }
        }

        private static func hint(_ address: ServerAddress) -> String {
            address.authorities == nil
                ? "Name the certificate of who vouches for it with --ca, or OUTBOARD_CA."
                : "Look whether that file is of who vouches for this server."
        }
    #else
        static func prepare(_ address: ServerAddress) throws(ClientError) -> Preparation {
            guard address.isSecure else { return Preparation() }
            throw ClientError(
                code: .builtWithout,
                description: "this program was built without TLS",
                hint: "Build it with --traits TLS, or reach \(address.host) through a tunnel."
            )
        }

        struct Preparation: Sendable {
            func guardConnection(_ channel: any Channel) throws {}
        }

        static func fault(_ error: any Error, _ address: ServerAddress) -> ClientError? { nil }
    #endif
}
