import ArgumentParser
import Foundation
import OutboardAccess
import OutboardJSON
import OutboardModel
import OutboardProtocol

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Give, list and take back tokens of this box.",
        discussion: """
            Works on the box's own files, so it is for the account that the server runs under; the server \
            need not run. Where it does, whoever is there by a token that is taken back is put out within a \
            second.
            """,
        subcommands: [Create.self, List.self, Revoke.self]
    )

    private static var now: Int64 { Int64(Date().timeIntervalSince1970) }

    private static func time(_ seconds: Int64) -> String {
        timestamp(milliseconds: seconds * 1_000)
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give somebody a token.")

        @OptionGroup var access: AccessOptions
        @Option(help: "Whose it is.") var user: String
        @Option(help: "viewer, musician, engineer or owner.") var role: Role
        @Option(help: "The bus that is the musician's own mix.") var mix: String?
        @Option(help: "For how long it holds.") var hours = 12.0
        @Flag(help: "Print JSON.") var json = false

        func validate() throws {
            guard (1...64).contains(user.utf8.count) else {
                throw ValidationError("--user must have 1 to 64 bytes.")
            }
            guard hours > 0, hours <= 24 * 366 else {
                throw ValidationError("--hours must be more than 0, and a year at the most.")
            }
            guard mix == nil || role == .musician else {
                throw ValidationError("--mix is for musicians.")
            }
        }

        func run() async throws {
            try await reporting(json: json) {
                let given = GivenToken(
                    name: randomText(bytes: 6),
                    principal: Principal(user: user, role: role, mix: mix.map { TrackID($0) }),
                    givenAt: now,
                    expiresAt: now + Int64(hours * 3_600)
                )
                let token: String
                do throws(AccessError) {
                    let key = try access.files.key()
                    try TokenRegister(access.files).add(given, now: given.givenAt)
                    token = key.token(
                        for: TokenClaims(
                            principal: given.principal,
                            expiresAt: given.expiresAt,
                            name: given.name
                        ),
                        now: given.givenAt
                    )
                } catch {
                    throw CommandError(.cannotCreate, "\(error)")
                }
                guard json else { return print(token) }
                var object = given.json.object ?? [:]
                object["v"] = 1
                object["token"] = .string(token)
                print(JSONValue.object(object).compactText)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls",
            abstract: "Tokens that were given and have not expired.",
            discussion: """
                Those of pages were given for a ticket, as `outboard pair` makes them. SEEN is to the minute.
                """
        )

        @OptionGroup var access: AccessOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await reporting(json: json) {
                let register = TokenRegister(access.files)
                let tokens: [GivenToken]
                do throws(AccessError) {
                    tokens = try register.all().filter { $0.expiresAt > now }
                } catch {
                    throw CommandError(.inputOutput, "\(error)")
                }
                let seen = register.sightings()
                if json {
                    let rows = tokens.map { token -> JSONValue in
                        var row = token.json.object ?? [:]
                        row["seen_at"] = seen[token.name].map { .integer($0) } ?? .null
                        return .object(row)
                    }
                    let value: JSONValue = ["v": 1, "tokens": .array(rows)]
                    return print(value.compactText)
                }
                let rows = tokens.map {
                    [
                        $0.name, $0.principal.user, $0.principal.role.rawValue,
                        $0.principal.mix?.text ?? "", $0.kind.rawValue, time($0.givenAt),
                        seen[$0.name].map(time) ?? "never", time($0.expiresAt),
                        $0.isRevoked ? "taken back" : "",
                    ]
                }
                let headings = [
                    "NAME", "USER", "ROLE", "MIX", "KIND", "MADE", "SEEN", "EXPIRES", "",
                ]
                print(table(headings, rows))
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take tokens back.")

        @OptionGroup var access: AccessOptions
        @Argument(help: "A token's name, as `token ls` has it, or a user, for all of theirs.")
        var name: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await reporting(json: json) {
                let count: Int
                do throws(AccessError) {
                    count = try TokenRegister(access.files).revoke(name, now: now)
                } catch {
                    throw CommandError(.inputOutput, "\(error)")
                }
                guard count > 0 else {
                    throw CommandError(.notFound, "No token and no user is called \"\(name)\".")
                }
                let value: JSONValue = ["v": 1, "revoked": .integer(count)]
                print(json ? value.compactText : "\(count) taken back")
            }
        }
    }
}
