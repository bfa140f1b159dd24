import NIOCore
import OutboardProtocol
import OutboardWebSocket

/// What goes out, and what becomes of it when the client does not take it.
extension Connection {
    /// Since when a client takes too little.
    struct SlowWatch {
        /// Bytes that the channel held when it was looked at last.
        var held: Int
        var deadline: Scheduled<Void>
    }

    // MARK: In

    /// Fills a request's place, and sends the replies that are next.
    func finish(
        _ place: ReplyQueue.Place,
        _ result: Result<Ack, RequestError>,
        _ tag: RequestTag
    ) {
        // By the role, or by the document: whose mix it is.
        if case .failure(let error) = result, error.code == .forbidden {
            shared.noteEvent(.forbidden, peer.address, knownUser, nil)
        }
        for message in replies.finish(place, result, tag) { reply(message) }
        guard !replies.holdsAck, !postponed.isEmpty else { return }
        let held = postponed
        postponed = []
        for (broadcast, text) in held { post(broadcast, text) }
    }

    /// Sends a reply, behind what is there already.
    func reply(_ message: ServerMessage) {
        check(outbox.post(reply: message.bytes(timeMilliseconds: shared.clocks.wall())))
    }

    func post(_ broadcast: Broadcast) {
        guard !isClosing else { return }
        let text = broadcast.text(timeMilliseconds: shared.clocks.wall())
        // A state beyond the one that an ack tells of comes behind that ack.
        if replies.holdsAck, broadcast.notification.topic == .state {
            postpone(broadcast, text)
        } else {
            post(broadcast, text)
        }
    }

    func post(_ notification: Notification) { post(Broadcast(notification)) }

    private func post(_ broadcast: Broadcast, _ text: [UInt8]) {
        if broadcast.delivery == .droppable {
            offer(.text(text))
        } else {
            check(outbox.post(broadcast, text: text))
        }
    }

    private func postpone(_ broadcast: Broadcast, _ text: [UInt8]) {
        if case .stateSnapshot = broadcast.notification { postponed = [] }
        // Of deltas: a session may well be larger than all of them may be.
        let bytes = postponed.reduce(text.count) {
            $0 + ($1.broadcast.delivery == .recoverable ? $1.text.count : 0)
        }
        if broadcast.delivery == .recoverable, bytes > shared.configuration.unreadDeltaBytesMax {
            // With a snapshot that waits among them: what was asked for is lost, and is asked for again.
            postponed = []
            outbox.dropRecoverable(asksAnew: true)
        } else {
            postponed.append((broadcast, text))
        }
    }

    /// Sends something that is of no use later: at once, or not at all.
    func offer(_ message: WebSocketMessage) {
        drain()
        if hasRoom { write(message) }
    }

    /// Whether what is offered now is sent.
    var hasRoom: Bool {
        outbox.isEmpty && !isClosing && context?.channel.isWritable == true
    }

    private func check(_ isWithinBounds: Bool) {
        if !isWithinBounds { close(.slowConsumer, "too much lies unread") }
    }

    // MARK: Out

    /// Hands over what the channel has room for.
    func drain() {
        guard !isClosing, let context else { return }
        while context.channel.isWritable, let bytes = outbox.next() { write(.text(bytes)) }
        if outbox.mustAskForSnapshot, outbox.isEmpty { askForSnapshot() }
    }

    /// The state again, in place of the deltas that it did not take.
    private func askForSnapshot() {
        outbox.noteAsked()
        shared.engine.sendSnapshot(to: id)
    }

    /// Begins or ends to look whether the client takes anything.
    func watchSlowness(_ context: ChannelHandlerContext) {
        guard !context.channel.isWritable else {
            slowWatch?.deadline.cancel()
            slowWatch = nil
            return
        }
        if slowWatch == nil { watch(context) }
    }

    private func watch(_ context: ChannelHandlerContext) {
        let seconds = shared.configuration.slowSeconds
        let deadline = context.eventLoop.assumeIsolated().scheduleTask(
            in: .seconds(Int64(seconds))
        ) { [weak self] () -> Void in
            self?.judgeSlowness()
        }
        slowWatch = SlowWatch(held: shared.heldBytes(context.channel), deadline: deadline)
    }

    /// A large snapshot may take its time on a thin line: what counts is whether it is taken.
    private func judgeSlowness() {
        guard let watched = slowWatch, let context else { return }
        let taken = watched.held - shared.heldBytes(context.channel)
        guard taken >= shared.configuration.slowBytesMin else {
            return close(.slowConsumer, "nothing is read")
        }
        watch(context)
    }
}
