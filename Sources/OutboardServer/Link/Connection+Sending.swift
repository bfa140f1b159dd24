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
        guard let first = replies.finish(place, result, tag) else { return }
        reply(first)
        while let next = replies.next() { reply(next) }
        if !replies.holdsAck { outbox.release() }
    }

    /// Sends a reply, behind what is there already.
    func reply(_ message: ServerMessage) {
        let bytes = message.bytes(timeMilliseconds: shared.clocks.wall())
        guard !passesOn else { return write(.text(bytes)) }
        check(outbox.post(reply: bytes))
    }

    /// - Parameter text: the broadcast's.
    func post(_ broadcast: Broadcast, _ text: FramedText) {
        guard !isClosing else { return }
        if broadcast.delivery == .droppable {
            drain()
            if hasRoom { write(text) }
        } else {
            if passesOn, !replies.holdsAck { return write(text) }
            check(outbox.post(broadcast, text: text.bytes, isHeld: replies.holdsAck))
        }
    }

    /// Whether what is to be sent now goes to the channel at once: nothing waits, and the channel has room.
    private var passesOn: Bool { outbox.isIdle && !isClosing && isWritable }

    func post(_ notification: Notification) {
        let broadcast = Broadcast(notification)
        post(broadcast, FramedText(broadcast.text(timeMilliseconds: shared.clocks.wall())))
    }

    /// Sends something that is of no use later: at once, or not at all.
    func offer(_ message: WebSocketMessage) {
        drain()
        if hasRoom { write(message) }
    }

    /// Whether what is offered now is sent.
    var hasRoom: Bool {
        outbox.isEmpty && !isClosing && isWritable
    }

    private func check(_ isWithinBounds: Bool) {
        if !isWithinBounds { close(.slowConsumer, "too much lies unread") }
    }

    // MARK: Out

    /// Hands over what the channel has room for.
    func drain() {
        guard !outbox.isIdle, !isClosing, context != nil else { return }
        while !outbox.isEmpty, isWritable, let bytes = outbox.next() {
            write(.text(bytes))
        }
        if outbox.mustAskForSnapshot, outbox.isEmpty { askForSnapshot() }
    }

    /// The state again, in place of the deltas that it did not take.
    private func askForSnapshot() {
        outbox.noteAsked()
        shared.engine.sendSnapshot(to: id)
    }

    /// Begins or ends to look whether the client takes anything.
    func watchSlowness(_ context: ChannelHandlerContext) {
        guard !isWritable else {
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
        ) { () -> Void in
            self.judgeSlowness()
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
