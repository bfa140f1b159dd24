import OutboardAccess
import OutboardJSON
import OutboardModel
import OutboardProtocol

/// Tickets, and what they are exchanged for.
///
///     who may ─ POST /api/ticket ─▶ ticket ─▶ link, QR code ─▶ a stranger's page
///     that page ─ POST /api/token ─▶ token ─▶ IDENTIFY, and again after each reconnect
struct AccessRoutes: Sendable {
    /// Long enough to hold a telephone to a screen, and no longer.
    static let ticketSeconds = 30
    static let ticketSecondsMax = 600
    /// A day on stage.
    static let tokenSeconds: Int64 = 16 * 3_600

    let control: AccessControl
    let door: Door

    var routes: [Route] {
        [
            Route(.POST, "/api/ticket", .role(.viewer)) { request async throws(RequestError) in
                HTTPAnswer(.object(try await ticket(request)))
            },
            Route(.POST, "/api/token", .everyone) { request async throws(RequestError) in
                HTTPAnswer(.object(try await token(request)))
            },
        ]
    }

    private func ticket(_ request: HTTPRequest) async throws(RequestError) -> JSONObject {
        let asking = request.principal!
        let wanted = try TicketRequest(request.body.isEmpty ? [:] : request.json(), asking)
        guard
            let ticket = await control.makeTicket(
                for: wanted.principal,
                seconds: Int64(wanted.seconds)
            )
        else {
            throw RequestError(
                .rateLimited,
                "\(Tickets.countMax) tickets wait to be used.",
                retryAfterMilliseconds: wanted.seconds * 1_000
            )
        }
        door.note(.ticketGiven, request.address.text, user: asking.user)
        var answer = wanted.principal.json
        answer["ticket"] = .string(ticket)
        answer["expires_in_seconds"] = .integer(wanted.seconds)
        return answer
    }

    private func token(_ request: HTTPRequest) async throws(RequestError) -> JSONObject {
        guard let ticket = try request.json()["ticket"]?.string else {
            throw RequestError(.invalidMessage, "ticket is missing.", field: "ticket")
        }
        guard let principal = await control.redeem(ticket) else {
            door.note(.badToken, request.address.household, as: .badTicket)
            throw RequestError(
                .unauthorized,
                "The ticket does not hold: it was used, or its time is over.",
                hint: "Ask for another one; each is good for one time.",
                field: "ticket"
            )
        }
        let made = try await pageToken(for: principal)
        door.note(.ticketUsed, request.address.text, user: principal.user)
        var answer = principal.json
        answer["token"] = .string(made.text)
        answer["expires_at"] = .string(timestamp(milliseconds: made.expiresAt * 1_000))
        return answer
    }

    private func pageToken(
        for principal: Principal
    ) async throws(RequestError) -> (text: String, expiresAt: Int64) {
        let made: AccessControl.PageToken
        do throws(AccessError) {
            made = try await control.makePageToken(for: principal, seconds: Self.tokenSeconds)
        } catch {
            throw RequestError(
                .engineError,
                "The token cannot be entered in the box's register.",
                hint: "See the server's log, and whether its disk is full: \(error)"
            )
        }
        switch made {
        case .made(let text, let expiresAt): return (text, expiresAt)
        case .full:
            throw RequestError(
                .rateLimited,
                "\(TokenRegister.pagesMax) pages have tokens.",
                hint: "Take some back on the box: outboard token ls, outboard token revoke NAME."
            )
        case .none: throw RequestError(.notFound, "This server gives no tokens.")
        }
    }
}

/// What a ticket is wanted for, judged by who wants it.
private struct TicketRequest {
    let principal: Principal
    let seconds: Int

    init(_ body: JSONValue, _ asking: Principal) throws(RequestError) {
        let field = JSONField(body)
        do throws(JSONFieldError) {
            let name = try field.optionalMember("role")?.string() ?? asking.role.rawValue
            guard let role = Role(rawValue: name) else {
                throw JSONFieldError(path: "role", message: "is no role")
            }
            let user = try field.optionalMember("user")?.string() ?? asking.user
            let mix = try field.optionalMember("mix")?.string()
            seconds =
                try field.optionalMember("seconds")?.integer() ?? AccessRoutes.ticketSeconds
            principal = Principal(
                user: user.isEmpty ? "guest" : user,
                role: role,
                mix: mix.map { TrackID($0) } ?? (user == asking.user ? asking.mix : nil)
            )
        } catch {
            throw RequestError(.invalidParameter, "\(error).", field: error.path)
        }
        try asking.role.require(principal.role)
        // A name that is vouched for is somebody's: who may not give names away gives their own.
        guard
            asking.role >= .engineer
                || (principal.user == asking.user && principal.mix == asking.mix)
        else {
            throw RequestError(
                .forbidden,
                "Tickets for others are an engineer's to give.",
                details: [
                    "role": .string(asking.role.rawValue),
                    "needed": .string(Role.engineer.rawValue),
                ]
            )
        }
        guard principal.user.utf8.count <= 64,
            principal.mix.map({ $0.text.utf8.count <= 128 }) ?? true
        else { throw RequestError(.invalidParameter, "user or mix is too long.", field: "user") }
        guard (1...AccessRoutes.ticketSecondsMax).contains(seconds) else {
            throw RequestError(
                .invalidParameter,
                "seconds must be 1 to \(AccessRoutes.ticketSecondsMax).",
                field: "seconds",
                details: [
                    "minimum": 1, "maximum": .integer(AccessRoutes.ticketSecondsMax), "unit": "s",
                ]
            )
        }
    }
}

extension Principal {
    fileprivate var json: JSONObject {
        var object: JSONObject = ["user_id": .string(user), "role": .string(role.rawValue)]
        object["mix"] = mix.map { .string($0.text) }
        return object
    }
}
