import CJACK
import CRealtime
import Foundation
import OutboardIO
import Testing

@testable import OutboardIOJACK

/// In the same suite as the rest, which runs one test at a time: libjack knows one server at a time.
extension JACKDriverTests {
    @Test func everyMessageArrivesInItsCycleAtItsFrame() throws {
        var cycles: [[Message]] = []
        for cycle in 0..<200 {
            // Each frame is used in time, several at one frame, of every length that is carried.
            let count = cycle % 5 + 1
            cycles.append(
                (0..<count).map { index in
                    Message(
                        frame: min(63, (cycle * 7 + index * 3) % 64 + index / 2),
                        bytes: message(size: (cycle + index) % 8 + 1, tag: UInt8(cycle % 128))
                    )
                }.sorted { $0.frame < $1.frame }
            )
        }
        let recorder = try record(cycles)
        #expect(recorder.cycles == cycles)
    }

    @Test func theFirstAndTheLastFrameOfACycleAreWithinIt() throws {
        let cycles = [
            [
                Message(frame: 0, bytes: [0x90, 60, 1]),
                Message(frame: 63, bytes: [0x80, 60, 0]),
            ],
            [Message(frame: 0, bytes: [0xF8])],
        ]
        let recorder = try record(cycles)
        #expect(recorder.cycles == cycles)
    }

    @Test func severalSendersAreMergedByTheirFrames() throws {
        // Each port sends every third message.
        let cycle = (0..<60).map { Message(frame: $0, bytes: [0x90, UInt8($0), 100]) }
        let recorder = try record([cycle, cycle], portCount: 3)
        #expect(recorder.cycles == [cycle, cycle])
    }

    @Test func whatIsTooLongOrInPiecesIsCountedAndTheRestArrives() throws {
        let note = Message(frame: 9, bytes: [0x90, 60, 100])
        let whole: [UInt8] = [0xF0, 1, 2, 3, 4, 5, 6, 0xF7]
        let unwanted: [[UInt8]] = [
            [0xF0, 1, 2, 3, 4, 5, 6, 7, 0xF7],
            [0xF0] + [UInt8](repeating: 1, count: 500) + [0xF7],
            [0xF0, 1, 2], [3, 4, 0xF7],
        ]
        let cycle =
            unwanted.map { Message(frame: 3, bytes: $0) }
            + [Message(frame: 5, bytes: whole), note]
        let recorder = try record([cycle], expecting: 2, dropping: unwanted.count)
        #expect(recorder.cycles == [[Message(frame: 5, bytes: whole), note]])
    }

    @Test(arguments: [MIDIInput.capacity, MIDIInput.capacity + 1])
    func aCycleHoldsItsCapacityAndCountsTheRest(count: Int) throws {
        let cycle = (0..<count).map {
            Message(frame: $0 / 32, bytes: [0xB0, UInt8($0 % 128), UInt8($0 / 128)])
        }
        let recorder = try record(
            [cycle],
            expecting: MIDIInput.capacity,
            dropping: count - MIDIInput.capacity
        )
        #expect(recorder.cycles == [Array(cycle.prefix(MIDIInput.capacity))])
    }

    @Test func aDevicesMIDIIsConnected() throws {
        let server = try JACKServer()
        let sender = try MIDISender([], on: server, portCount: 2, flags: JackPortIsPhysical)
        let driver = JACKDriver(clientName: "box")
        _ = try driver.open(DriverRequest(device: server.name, inputChannels: 0))
        #expect(server.connections(of: "box:midi_in") == [])
        let recorder = MIDIRecorder()
        try driver.start(recorder.entry)
        // They are seen from the server's next cycle on.
        for _ in 0..<5000 where server.connections(of: "box:midi_in").count < 2 { usleep(1000) }
        #expect(Set(server.connections(of: "box:midi_in")) == ["sender:out_1", "sender:out_2"])
        driver.stop()
        driver.close()
        withExtendedLifetime((sender, recorder)) {}
    }

    @Test func theProcessThreadFlushesSubnormals() throws {
        let server = try JACKServer()
        let probe = SubnormalProbe()
        let driver = JACKDriver(connectsToDevice: false)
        _ = try driver.open(DriverRequest(device: server.name))
        try driver.start(probe.entry)
        #expect(probe.half() == 0)
        driver.stop()
        driver.close()
    }

    // MARK: Pieces

    private func message(size: Int, tag: UInt8) -> [UInt8] {
        switch size {
        case 1: [0xF8]
        case 2: [0xC0, tag]
        case 3: [0x90, tag, 100]
        default: [0xF0] + [UInt8](repeating: tag, count: size - 2) + [0xF7]
        }
    }

    /// Sends the cycles to a driver, until all that is expected has come and two cycles more.
    private func record(
        _ cycles: [[Message]],
        portCount: Int = 1,
        expecting count: Int? = nil,
        dropping dropped: Int = 0
    ) throws -> MIDIRecorder {
        let server = try JACKServer(isSynchronous: true)
        let recorder = MIDIRecorder()
        let driver = JACKDriver(clientName: "box", connectsToDevice: false)
        _ = try driver.open(
            DriverRequest(device: server.name, inputChannels: 0, outputChannels: 1)
        )
        try driver.start(recorder.entry)
        let sender = try MIDISender(cycles, on: server, portCount: portCount)
        for port in 1...portCount {
            #expect(server.connect("sender:out_\(port)", to: "box:midi_in"))
        }
        recorder.wait(forCycles: 4)
        sender.send()
        recorder.wait(forEvents: count ?? cycles.joined().count)
        recorder.wait(forCycles: 2)
        driver.stop()
        #expect(sender.refusedCount == 0)
        #expect(driver.droppedEvents == dropped)
        driver.close()
        withExtendedLifetime(sender) {}
        return recorder
    }
}
