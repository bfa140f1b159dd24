/// The files that TLS is served with, both PEM.
package struct TLSFiles: Sendable, Equatable {
    /// The server's certificate, and behind it those that vouch for it.
    package var certificates: String
    package var key: String

    package init(certificates: String, key: String) {
        self.certificates = certificates
        self.key = key
    }
}
