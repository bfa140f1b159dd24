import NIOCore
import OutboardJSON
import OutboardProtocol
import OutboardSession

/// Meters and sound.
extension Connection {
    struct FeedState {
        var meters: MeterStream?
        var listening: UInt16?
        var listenSequence: UInt32 = 0
        fileprivate var nextStream: UInt16 = 1

        fileprivate mutating func takeStream() -> UInt16 {
            defer { nextStream = nextStream == .max ? 1 : nextStream + 1 }
            return nextStream
        }
    }

    // MARK: Meters

    func subscribeToMeters(_ envelope: Envelope, _ rate: Double) {
        guard let context else { return }
        let place = replies.begin()
        let engine = shared.engine
        context.eventLoop.makeFutureWithTask { await engine.meterStrips() }
            .assumeIsolated().whenSuccess { [self] strips in
                guard !isClosing else { return }
                finish(place, .success(Ack(.accepted)), tag(envelope))
                startMeters(rate, strips)
                settle()
            }
    }

    private func startMeters(_ rate: Double, _ strips: [MetersConfig.Strip]) {
        let config = MetersConfig(stream: feeds.takeStream(), rateHertz: rate, strips: strips)
        feeds.meters = MeterStream(config)
        post(.metersConfig(config))
        let mailbox = mailbox!
        shared.feeds.addMeters(id) { mailbox.put(.meters($0)) }
    }

    func offer(_ reading: MeterReading) {
        if let config = feeds.meters?.config, config.strips != reading.strips {
            // Strips came, went or changed places: another stream, and what is in it first.
            let changed = MetersConfig(
                stream: feeds.takeStream(),
                rateHertz: config.rateHertz,
                strips: reading.strips
            )
            feeds.meters = MeterStream(changed)
            post(.metersConfig(changed))
        }
        drain()
        let now = shared.clocks.monotonic()
        guard let frame = feeds.meters?.offer(reading, now: now, mayEmit: hasRoom) else { return }
        write(.binary(frame))
    }

    // MARK: Sound

    func listen(_ envelope: Envelope) {
        guard let context else { return }
        let place = replies.begin()
        let stream = feeds.takeStream()
        feeds.listening = stream
        feeds.listenSequence = 0
        let engine = shared.engine
        context.eventLoop.makeFutureWithTask { await engine.sampleRate }
            .assumeIsolated().whenSuccess { [self] rate in
                guard !isClosing else { return }
                var ack = Ack(.accepted)
                ack.extra = [
                    "stream": .integer(stream), "sample_rate_hertz": .integer(rate),
                    "channels": .integer(ListenBlock.channelCount),
                ]
                finish(place, .success(ack), tag(envelope))
                settle()
                guard feeds.listening == stream else { return }
                let mailbox = mailbox!
                shared.feeds.addListener(id) { mailbox.put(.sound($0)) }
            }
    }

    func offer(_ block: ListenBlock) {
        guard let stream = feeds.listening else { return }
        let header = BinaryFrameHeader(
            kind: .audio,
            stream: stream,
            sequence: feeds.listenSequence,
            frame: block.firstFrame
        )
        feeds.listenSequence &+= 1
        offer(.binary(header.bytes + block.samples.flatMap { littleEndian($0) }))
    }
}
