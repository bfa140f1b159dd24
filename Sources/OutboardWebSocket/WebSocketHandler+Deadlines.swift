import NIOCore

/// What a connection waits for, and not for ever.
struct Deadlines {
    var pings: RepeatedTask?
    var pong: Scheduled<Void>?
    var message: Scheduled<Void>?
    var close: Scheduled<Void>?
    /// Which rest of the decoder came before the message that is watched.
    var messageRestCount = 0
    /// What our latest ping carried: a pong that nobody asked for keeps nothing alive.
    var pingNumber: UInt64 = 0

    mutating func notePong(_ payload: [UInt8]) {
        guard payload == bigEndian(pingNumber, byteCount: 8) else { return }
        pong?.cancel()
        pong = nil
    }

    mutating func cancel() {
        pings?.cancel()
        pong?.cancel()
        message?.cancel()
        close?.cancel()
        pings = nil
    }
}

/// How many pings and pongs a peer may still send: a bucket that is full after a second.
struct ControlBudget {
    private let perSecond: Int
    private var left: Int
    private var refilledAt = NIODeadline.uptimeNanoseconds(0)

    init(perSecond: Int) {
        self.perSecond = perSecond
        left = perSecond
    }

    mutating func admit(at now: NIODeadline) -> Bool {
        if now - refilledAt >= .seconds(1) {
            refilledAt = now
            left = perSecond
        }
        guard left > 0 else { return false }
        left -= 1
        return true
    }
}

extension WebSocketHandler {
    func startPinging(_ context: ChannelHandlerContext) {
        guard deadlines.pings == nil, closing == .open else { return }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        deadlines.pings = context.eventLoop.scheduleRepeatedTask(
            initialDelay: configuration.pingInterval,
            delay: configuration.pingInterval
        ) { _ in
            let (handler, context) = bound.value
            handler.ping(context)
        }
    }

    private func ping(_ context: ChannelHandlerContext) {
        guard closing == .open, deadlines.pong == nil else { return }
        deadlines.pingNumber += 1
        writeFrame(.ping, bigEndian(deadlines.pingNumber, byteCount: 8), context)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        deadlines.pong = context.eventLoop.scheduleTask(in: configuration.pongTimeout) {
            let (handler, context) = bound.value
            handler.end(context)
        }
    }

    /// A message may not stay half sent, and a frame's header neither.
    ///
    /// - Parameter restCount: the decoder's, while something has begun; nil when nothing has.
    func watchMessage(_ restCount: Int?, _ context: ChannelHandlerContext) {
        guard let restCount, closing == .open else {
            deadlines.message?.cancel()
            deadlines.message = nil
            return
        }
        guard deadlines.message == nil || deadlines.messageRestCount != restCount else { return }
        deadlines.message?.cancel()
        deadlines.messageRestCount = restCount
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        deadlines.message = context.eventLoop.scheduleTask(in: configuration.messageTimeout) {
            let (handler, context) = bound.value
            handler.fail(.protocolError, "a message did not end in time", context)
        }
    }
}
