import Logging
import NIOCore
import Synchronization

#if TLS
    import NIOSSL
#endif

/// Puts TLS in front of each connection, where the server has a certificate.
///
/// The files are looked at again while connections come, every 2 s at the most: a certificate that was renewed
/// is used without a restart, and one that is damaged is not, while the one before goes on.
final class TLSGate: Sendable {
    /// Whether this program can serve TLS: it was built with the trait.
    static var isBuiltIn: Bool {
        #if TLS
            true
        #else
            false
        #endif
    }

    #if TLS
        private struct State {
            var context: NIOSSLContext
            var stamp: Stamp
            var lookedAt: Int64
        }

        private static let lookNanoseconds: Int64 = 2_000_000_000

        private let files: TLSFiles
        private let log: Logger
        private let clocks: Clocks
        private let state: Mutex<State>

        init(_ files: TLSFiles, log: Logger, clocks: Clocks = Clocks()) throws(ServerError) {
            self.files = files
            self.log = log
            self.clocks = clocks
            let stamp = Stamp(files)
            state = Mutex(
                State(
                    context: try Self.context(files),
                    stamp: stamp,
                    lookedAt: clocks.monotonic()
                )
            )
        }

        /// Before anything else is in the connection's pipeline.
        func guardConnection(_ channel: any Channel) throws {
            let handler = NIOSSLServerHandler(context: currentContext())
            try channel.pipeline.syncOperations.addHandler(handler)
        }

        private func currentContext() -> NIOSSLContext {
            let now = clocks.monotonic()
            return state.withLock { state in
                guard now - state.lookedAt >= Self.lookNanoseconds else { return state.context }
                state.lookedAt = now
                let stamp = Stamp(files)
                guard stamp != state.stamp else { return state.context }
                state.stamp = stamp
                do throws(ServerError) {
                    state.context = try Self.context(files)
                    log.notice("the certificate was renewed")
                } catch {
                    log.error("the new certificate is not used", metadata: ["reason": "\(error)"])
                }
                return state.context
            }
        }

        private static func context(_ files: TLSFiles) throws(ServerError) -> NIOSSLContext {
            do {
                let chain = try NIOSSLCertificate.fromPEMFile(files.certificates)
                guard !chain.isEmpty else { throw NIOSSLError.failedToLoadCertificate }
                var configuration = TLSConfiguration.makeServerConfiguration(
                    certificateChain: chain.map { .certificate($0) },
                    privateKey: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem))
                )
                configuration.minimumTLSVersion = .tlsv12
                configuration.applicationProtocols = ["http/1.1"]
                return try NIOSSLContext(configuration: configuration)
            } catch {
                throw ServerError(
                    code: .certificate,
                    description:
                        "\(files.certificates) and \(files.key) are no certificate with its "
                        + "key, in PEM, that this server can read: \(error)"
                )
            }
        }
    #else
        init(_ files: TLSFiles, log: Logger) throws(ServerError) {
            throw ServerError(
                code: .certificate,
                description:
                    "this program was built without TLS; build it with --traits TLS, or put a "
                    + "proxy that has it in front"
            )
        }

        func guardConnection(_ channel: any Channel) throws {}
    #endif
}
