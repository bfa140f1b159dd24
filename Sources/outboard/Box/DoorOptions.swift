import ArgumentParser
import Foundation
import Logging
import OutboardAccess
import OutboardProtocol
import OutboardServer

/// Whom `serve` lets in.
struct DoorOptions: ParsableArguments {
    @Option(help: "A further name that this machine is reached by.") var allowHost: [String] = []
    @Option(help: "A further origin whose pages may use this server: https://desk.example.")
    var allowOrigin: [String] = []
    @Option(help: "A proxy, or a network of such, whose X-Forwarded-For is believed: 10.0.0.1.")
    var trustedProxy: [Network] = []
    @Option(help: "A network that is neither limited nor blocked: 192.168.7.0/24.")
    var trustedNetwork: [Network] = []
    @Option(help: "A file with the public keys of an identity provider (JWKS).")
    var jwks: String?
    @Option(help: "Whom its tokens have to be from (iss).") var jwtIssuer: String?
    @Option(help: "Whom its tokens have to be for (aud).") var jwtAudience = "outboard"
    @Option(help: "The server's certificate, PEM, with those that vouch for it.")
    var tlsCert: String?
    @Option(help: "Its key, PEM.") var tlsKey: String?
    @OptionGroup var access: AccessOptions

    func validate() throws {
        guard (tlsCert == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-cert and --tls-key go together.")
        }
        guard (jwks == nil) == (jwtIssuer == nil) else {
            throw ValidationError("--jwks and --jwt-issuer go together.")
        }
    }

    func apply(to configuration: inout ServerConfiguration) {
        let environment = ProcessInfo.processInfo.environment
        configuration.token = Self.secret("OUTBOARD_TOKEN", environment)
        configuration.administratorToken = Self.secret("OUTBOARD_ADMIN_TOKEN", environment)
        configuration.allowedHosts = allowHost
        configuration.allowedOrigins = allowOrigin
        configuration.trustedProxies = trustedProxy
        configuration.trustedNetworks = trustedNetwork
        if let tlsCert, let tlsKey {
            configuration.tls = TLSFiles(certificates: tlsCert, key: tlsKey)
        }
    }

    /// Set, but empty, is what a script makes of a variable that it forgot: it is no secret.
    private static func secret(_ name: String, _ environment: [String: String]) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// - Returns: nil where the box's secret cannot be kept, and nobody but this machine is served.
    func makeAccess(
        _ configuration: ServerConfiguration,
        log: Logger
    ) throws -> AccessControl? {
        var sources = AccessControl.Sources()
        sources.sharedToken = configuration.token
        sources.files = access.files
        if let jwks, let jwtIssuer {
            guard AccessControl.takesRS256 else {
                throw CommandError(
                    .configuration,
                    "this program was built without tokens of identity providers (RS256)",
                    hint: "Build it with `swift build -c release --traits JWT`."
                )
            }
            sources.keySet = (jwks, TokenClaims.Rules(issuer: jwtIssuer, audience: jwtAudience))
        }
        do {
            return try AccessControl(sources, .system)
        } catch {
            guard ServerConfiguration.isLoopback(configuration.host), jwks == nil else {
                throw CommandError(.configuration, "\(error)")
            }
            log.warning("no tickets and tokens are given", metadata: ["reason": "\(error)"])
            return nil
        }
    }
}

/// Where the box's secret lies, and the tokens that it gave.
struct AccessOptions: ParsableArguments {
    @Option(help: "The directory with the box's secret and the tokens that it gave.")
    var accessDir: String?

    var files: AccessFiles {
        if let accessDir { return AccessFiles(directory: accessDir) }
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? NSHomeDirectory()
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return AccessFiles(directory: (state ?? home + "/.local/state") + "/outboard/access")
    }
}

extension Network: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension Role: ExpressibleByArgument {}
