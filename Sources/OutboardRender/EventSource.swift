import CRealtime

/// Where a track's notes come from: the device, people, and a file that follows the song.
///
/// Made by the control side, and then the render thread's until the last plan that names it is home.
package struct EventSource: BitwiseCopyable {
    /// An event of a file, at a frame of the song.
    package struct SongEvent: BitwiseCopyable, Sendable {
        package let frame: Int64
        package let event: ob_event

        package init(frame: Int64, event: ob_event) {
            self.frame = frame
            self.event = event
        }
    }

    /// Which channels (bit 0 = channel 1) of the device are let through; 0 is none of them.
    let deviceChannels: UInt16
    let song: UnsafeMutablePointer<SongEvent>
    let songCount: Int
    /// The next event of the file, as long as the song goes on from where it was.
    var next = 0
    var generation: UInt32 = .max
    /// What people sent, for the next block.
    let injected: UnsafeMutablePointer<ob_event>
    var injectedCount = 0
    /// Notes that sound, a bit for each key of each channel: what has begun must end.
    let sounding: UnsafeMutablePointer<UInt64>
    var isSounding = false
    var endsNotes = false

    static var injectedMax: Int { @_noLocks get { 256 } }
    static var soundingWords: Int { @_noLocks get { 32 } }

    /// [control]
    package static func allocate(
        deviceChannels: UInt16,
        song: [SongEvent]
    ) -> UnsafeMutablePointer<EventSource> {
        let source = UnsafeMutablePointer<EventSource>.allocate(capacity: 1)
        source.initialize(to: EventSource(deviceChannels: deviceChannels, song: song))
        return source
    }

    /// [control]
    package static func deallocate(_ source: UnsafeMutablePointer<EventSource>) {
        source.pointee.song.deallocate()
        source.pointee.injected.deallocate()
        source.pointee.sounding.deallocate()
        source.deallocate()
    }

    private init(deviceChannels: UInt16, song events: [SongEvent]) {
        self.deviceChannels = deviceChannels
        songCount = events.count
        song = .allocate(capacity: max(1, events.count))
        for (index, event) in events.enumerated() { (song + index).initialize(to: event) }
        injected = .allocate(capacity: Self.injectedMax)
        sounding = .allocate(capacity: Self.soundingWords)
        sounding.initialize(repeating: 0, count: Self.soundingWords)
    }

    /// Keeps a message for the next block. False: there is no room.
    @_noLocks
    mutating func inject(bytes: UInt32, size: UInt32) -> Bool {
        guard injectedCount < Self.injectedMax else { return false }
        var event = ob_event()
        event.size = UInt8(truncatingIfNeeded: min(size, 4))
        event.bytes.0 = UInt8(truncatingIfNeeded: bytes)
        event.bytes.1 = UInt8(truncatingIfNeeded: bytes >> 8)
        event.bytes.2 = UInt8(truncatingIfNeeded: bytes >> 16)
        event.bytes.3 = UInt8(truncatingIfNeeded: bytes >> 24)
        injected[injectedCount] = event
        injectedCount += 1
        return true
    }
}

/// The song as one block passes through it. No block reaches beyond a jump.
struct SongPassage: BitwiseCopyable {
    /// The song's frame at the block's first.
    var frame: Int64
    var isRolling: Bool
    /// Another number than in the block before: the song has jumped, stopped or begun.
    var generation: UInt32
}

extension EventSource {
    /// Collects the block's events, in the order of their frames.
    @_noLocks
    mutating func collect(
        device: UnsafeBufferPointer<ob_event>,
        offset: Int,
        passage: SongPassage,
        frames: Int,
        into list: inout ob_event_list
    ) {
        list.count = 0
        if endsNotes || (isSounding && passage.generation != generation) { releaseNotes(&list) }
        endsNotes = false
        if passage.generation != generation {
            generation = passage.generation
            next = firstEvent(notBefore: passage.frame)
        }
        for index in 0..<injectedCount { append(injected[index], frame: 0, to: &list) }
        injectedCount = 0
        var deviceIndex = 0
        while true {
            var deviceFrame = Int.max
            while deviceIndex < device.count {
                let frame = Int(device[deviceIndex].frame) - offset
                if frame >= frames { break }
                if frame >= 0, passesFilter(device[deviceIndex]) {
                    deviceFrame = frame
                    break
                }
                deviceIndex += 1
            }
            var fileFrame = Int.max
            if passage.isRolling, next < songCount, song[next].frame < passage.frame + Int64(frames)
            {
                fileFrame = max(0, Int(song[next].frame - passage.frame))
            }
            if deviceFrame == .max, fileFrame == .max { return }
            if deviceFrame <= fileFrame {
                append(device[deviceIndex], frame: deviceFrame, to: &list)
                deviceIndex += 1
            } else {
                append(song[next].event, frame: fileFrame, to: &list)
                next += 1
            }
        }
    }

    @_noLocks
    private func passesFilter(_ event: ob_event) -> Bool {
        let status = event.bytes.0
        return status >= 0xF0 ? deviceChannels != 0 : deviceChannels >> (status & 0x0F) & 1 == 1
    }

    @_noLocks
    private mutating func append(_ event: ob_event, frame: Int, to list: inout ob_event_list) {
        guard list.count < list.capacity else {
            list.dropped += 1
            return
        }
        var event = event
        event.frame = UInt32(truncatingIfNeeded: frame)
        list.events[Int(list.count)] = event
        list.count += 1
        note(event)
    }

    /// Remembers which notes sound.
    @_noLocks
    private mutating func note(_ event: ob_event) {
        let kind = event.bytes.0 & 0xF0
        guard kind == 0x90 || kind == 0x80, event.bytes.1 < 128 else { return }
        let bit = Int(event.bytes.0 & 0x0F) * 128 + Int(event.bytes.1)
        if kind == 0x90, event.bytes.2 > 0 {
            sounding[bit >> 6] |= 1 << UInt64(bit & 63)
            isSounding = true
        } else {
            sounding[bit >> 6] &= ~(1 << UInt64(bit & 63))
        }
    }

    /// Ends what sounds. What the list has no room for ends in the next block.
    @_noLocks
    private mutating func releaseNotes(_ list: inout ob_event_list) {
        isSounding = false
        for word in 0..<Self.soundingWords {
            while sounding[word] != 0 {
                guard list.count < list.capacity else {
                    isSounding = true
                    endsNotes = true
                    return
                }
                let bit = word * 64 + sounding[word].trailingZeroBitCount
                sounding[word] &= sounding[word] - 1
                var event = ob_event()
                event.size = 3
                event.bytes.0 = 0x80 | UInt8(truncatingIfNeeded: bit >> 7)
                event.bytes.1 = UInt8(truncatingIfNeeded: bit & 127)
                list.events[Int(list.count)] = event
                list.count += 1
            }
        }
    }

    @_noLocks
    private func firstEvent(notBefore frame: Int64) -> Int {
        var low = 0
        var high = songCount
        while low < high {
            let middle = (low + high) / 2
            if song[middle].frame < frame { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
