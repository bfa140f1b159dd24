import NIOCore
import OutboardProtocol
import OutboardSession
import OutboardWebSocket

/// Who a client is, and until when.
///
///     opened ─▶ what the handshake showed ─┬▶ known: hello, and anything may be asked
///                                          └▶ stranger: hello ─▶ IDENTIFY with a token ─▶ known
///
/// A client that has not said anything in `identifySeconds`, or that is a stranger still, is closed.
extension Connection {
    func begin() {
        guard let context else { return }
        let deadline = TimeAmount.seconds(Int64(shared.configuration.identifySeconds))
        identifyDeadline = context.eventLoop.assumeIsolated().scheduleTask(in: deadline) {
            () -> Void in self.close(.notIdentified, "not identified in time")
        }
        let credential = peer.credential ?? .none(isLoopback: peer.isLoopback)
        authenticate(credential) { connection, result in
            switch result {
            case .success(let authenticated): connection.admit(authenticated)
            case .failure where connection.peer.credential == nil: connection.standing = .stranger
            case .failure(let error): return connection.refuse(error)
            }
            connection.greet()
        }
    }

    private func greet() {
        guard let context else { return }
        isAuthenticating = true
        let engine = shared.engine
        context.eventLoop.makeFutureWithTask { await engine.epoch }
            .assumeIsolated().whenSuccess { [self] epoch in
                guard !isClosing else { return }
                isAuthenticating = false
                sayHello(epoch)
                hasSaidHello = true
                if case .known(let principal) = standing { attach(as: principal) }
                settle()
            }
    }

    private func sayHello(_ epoch: String?) {
        let limits = shared.configuration
        post(
            .hello(
                Hello(
                    version: outboardVersion,
                    connection: id,
                    epoch: epoch,
                    needsToken: standing == .stranger,
                    heartbeatMilliseconds: 20_000,
                    messageBytesMax: limits.messageBytesMax,
                    messagesPerSecond: limits.messagesPerSecond,
                    requestsInFlight: limits.requestsInFlightMax
                )
            )
        )
    }

    /// A message of somebody who may ask for something.
    func noteLife() {
        guard identifyDeadline != nil else { return }
        identifyDeadline?.cancel()
        identifyDeadline = nil
        shared.registry.noteIdentified(id)
    }

    // MARK: Requests

    func identify(_ request: IdentifyRequest, _ envelope: Envelope) throws(RequestError) {
        let version = request.protocolVersion ?? Notification.protocolVersion
        guard version == Notification.protocolVersion else {
            let place = replies.begin()
            finish(place, .failure(unsupported(version)), tag(envelope))
            drain()
            return close(.unsupportedVersion, "this server speaks another version")
        }
        guard let token = request.token else {
            guard standing != .stranger else {
                throw RequestError(
                    .unauthorized,
                    "The server's token is needed.",
                    field: "token"
                )
            }
            return finishIdentifying(request, envelope)
        }
        authenticate(.token(token)) { connection, result in
            switch result {
            case .success(let authenticated):
                connection.admit(authenticated)
                connection.finishIdentifying(request, envelope)
            case .failure(let error):
                connection.finish(
                    connection.replies.begin(),
                    .failure(error),
                    connection.tag(envelope)
                )
                connection.refuse(error)
            }
        }
    }

    private func finishIdentifying(_ request: IdentifyRequest, _ envelope: Envelope) {
        noteLife()
        clientID = request.clientID
        if let session = envelope.session { self.session = session }
        submit(envelope)
    }

    /// Takes another token of the same person. The old one holds on where the new one does not.
    func reauthenticate(_ token: String, _ principal: Principal, _ envelope: Envelope) {
        authenticate(.token(token)) { connection, result in
            let place = connection.replies.begin()
            let tag = connection.tag(envelope)
            switch result {
            case .success(let it)
            where it.principal.isVouchedFor
                && it.principal.user != principal.user:
                let error = RequestError(
                    .forbidden,
                    "The token is \(it.principal.user)'s; this connection is \(principal.user)'s.",
                    hint: "Open another connection for another person.",
                    field: "token"
                )
                connection.finish(place, .failure(error), tag)
            case .success(let authenticated):
                connection.admit(authenticated)
                var ack = Ack(.accepted)
                ack.extra["expires_at"] = authenticated.expiresAt.map {
                    .string(timestamp(milliseconds: $0))
                }
                connection.finish(place, .success(ack), tag)
            case .failure(let error):
                connection.shared.note(.badToken, connection.peer.address)
                connection.finish(place, .failure(error), tag)
            }
        }
    }

    private func unsupported(_ version: Int) -> RequestError {
        RequestError(
            .unsupportedVersion,
            "Version \(version) is not spoken here.",
            field: "protocol",
            details: ["protocols": [.integer(Notification.protocolVersion)]]
        )
    }

    // MARK: Standing

    /// Finds out who it is. Nothing of what the client sends meanwhile is looked at.
    private func authenticate(
        _ credential: Credential,
        _ then: @escaping (Connection, Result<Authenticated, RequestError>) -> Void
    ) {
        guard let context else { return }
        isAuthenticating = true
        let authenticator = shared.authenticator
        context.eventLoop.makeFutureWithTask { () -> Result<Authenticated, RequestError> in
            do throws(RequestError) {
                return .success(try await authenticator.authenticate(credential))
            } catch {
                return .failure(error)
            }
        }
        .assumeIsolated().whenSuccess { [self] result in
            guard !isClosing else { return }
            isAuthenticating = false
            then(self, result)
            settle()
        }
    }

    private func admit(_ authenticated: Authenticated) {
        var principal = authenticated.principal
        if principal.user.isEmpty { principal.user = "guest-" + id }
        standing = .known(principal)
        tally.note(principal)
        watchExpiry(authenticated.expiresAt)
        holdOpen(by: authenticated.tokenName)
        // Before `hello` nothing is to be heard.
        if hasSaidHello { attach(as: principal) }
    }

    private func attach(as principal: Principal) {
        guard !isAttached else { return shared.engine.setPrincipal(id, principal) }
        isAttached = true
        let mailbox = mailbox!
        shared.engine.attach(id, as: principal, mailbox)
    }

    private func watchExpiry(_ expiresAt: Int64?) {
        expiry?.cancel()
        expiry = nil
        guard let expiresAt, let context else { return }
        let left = TimeAmount.milliseconds(max(0, expiresAt - shared.clocks.wall()))
        expiry = context.eventLoop.assumeIsolated().scheduleTask(in: left) {
            () -> Void in self.close(.tokenExpired, "the token has expired")
        }
    }

    /// Until that token is taken back.
    private func holdOpen(by tokenName: String?) {
        guard let context else { return }
        let loop = context.eventLoop
        let bound = NIOLoopBound(self, eventLoop: loop)
        shared.holders.hold(context.channel, tokenName) {
            loop.execute {
                let connection = bound.value
                connection.noteClosing("the token was taken back")
                connection.close(.authenticationFailed, "the token was taken back")
            }
        }
    }

    private func refuse(_ error: RequestError) {
        shared.note(.badToken, peer.address)
        drain()
        close(.authenticationFailed, error.code.rawValue)
    }
}
