import CALSA
import CRealtime
import Foundation
import OutboardIO
import Testing

@testable import OutboardIOALSA

@Suite(.serialized) struct ALSASequencerInputTests {
    /// Whether the kernel under these tests has a sequencer.
    private static let hasSequencer: Bool = {
        _ = Devices.folder
        ob_alsa_silence()
        var sequencer: OpaquePointer?
        guard snd_seq_open(&sequencer, "default", SND_SEQ_OPEN_INPUT, 0) == 0 else { return false }
        snd_seq_close(sequencer)
        return true
    }()

    @Test func whatIsSentIsTakenInOrder() throws {
        let fake = FakeSequencer()
        let input = try ALSASequencerInput(opener: fake.open)
        for note in UInt8(0)..<100 {
            fake.send(.note(SND_SEQ_EVENT_NOTEON, note: note, velocity: 1))
        }
        #expect(take(100, from: input) == (0..<100).map { [0x90, $0, 1] })
        #expect(input.failure == nil)
        #expect(input.droppedEvents == 0)
    }

    @Test func whatIsNotCarriedIsCountedAndNewsAreNot() throws {
        let fake = FakeSequencer()
        let input = try ALSASequencerInput(opener: fake.open)
        fake.send(snd_seq_event_t(type: SND_SEQ_EVENT_SYSEX))
        fake.send(snd_seq_event_t(type: SND_SEQ_EVENT_PORT_SUBSCRIBED))
        // It stands for the kernel's having lost some.
        fake.send(snd_seq_event_t(type: SND_SEQ_EVENT_NONE))
        fake.send(.note(SND_SEQ_EVENT_NOTEOFF, note: 1, velocity: 2))
        #expect(take(1, from: input) == [[0x80, 1, 2]])
        #expect(input.droppedEvents == 2)
        #expect(input.failure == nil)
    }

    @Test func aSequencerThatGoesAwayIsTold() throws {
        let fake = FakeSequencer()
        let input = try ALSASequencerInput(opener: fake.open)
        fake.end()
        for _ in 0..<5000 where input.failure == nil { usleep(1000) }
        #expect(input.failure?.subject == "alsa sequencer")
    }

    @Test func itEndsAtOnceWhileNothingComes() throws {
        let fake = FakeSequencer()
        var input: ALSASequencerInput? = try ALSASequencerInput(opener: fake.open)
        let began = ob_now_nanoseconds()
        withExtendedLifetime(input) {}
        input = nil
        #expect(fake.wasClosed)
        #expect(ob_now_nanoseconds() - began < 1_000_000_000)
    }

    @Test(arguments: [
        (ENOENT, DriverError.Code.notFound), (ENODEV, .notFound), (EACCES, .denied),
        (ENOMEM, .system),
    ])
    func errorsSayWhatHappened(number: Int32, code: DriverError.Code) {
        let error = DriverError(sequencer: -number)
        #expect(error.code == code)
        #expect(error.subject == "alsa sequencer")
        #expect(error.message.contains("modprobe snd-seq") == (code == .notFound))
    }

    @Test(.disabled(if: hasSequencer, "this kernel has a sequencer"))
    func withoutASequencerItIsNotFound() {
        do throws(DriverError) {
            _ = try ALSASequencerInput()
            Issue.record("it opened")
        } catch {
            #expect(error.code == .notFound, "\(error)")
            #expect(error.subject == "alsa sequencer")
        }
    }

    @Test(.enabled(if: hasSequencer, "this kernel has no sequencer; load snd-seq"))
    func whatAnotherClientSendsArrives() throws {
        let input = try ALSASequencerInput()
        var opened: OpaquePointer?
        #expect(snd_seq_open(&opened, "default", SND_SEQ_OPEN_OUTPUT, 0) == 0)
        let sender = try #require(opened)
        defer { snd_seq_close(sender) }
        snd_seq_set_client_name(sender, "outboard-test")
        let port = snd_seq_create_simple_port(
            sender,
            "out",
            UInt32(SND_SEQ_PORT_CAP_READ),
            UInt32(SND_SEQ_PORT_TYPE_APPLICATION)
        )
        var address = snd_seq_addr_t()
        #expect(snd_seq_parse_address(sender, &address, "outboard:0") == 0)
        #expect(snd_seq_connect_to(sender, port, Int32(address.client), Int32(address.port)) == 0)
        for note in UInt8(0)..<100 {
            var event = snd_seq_event_t.note(SND_SEQ_EVENT_NOTEON, note: note, velocity: 1)
            event.source.port = UInt8(port)
            event.dest.client = UInt8(SND_SEQ_ADDRESS_SUBSCRIBERS)
            event.dest.port = UInt8(SND_SEQ_ADDRESS_UNKNOWN)
            event.queue = UInt8(SND_SEQ_QUEUE_DIRECT)
            #expect(snd_seq_event_output_direct(sender, &event) >= 0)
        }
        #expect(take(100, from: input) == (0..<100).map { [0x90, $0, 1] })
    }

    // MARK: Pieces

    /// Takes so many messages; waits for them, 5 s at most.
    private func take(_ target: Int, from input: ALSASequencerInput) -> [[UInt8]] {
        var taken: [[UInt8]] = []
        var events = [ob_event](repeating: ob_event(), count: 256)
        for _ in 0..<5000 where taken.count < target {
            let count = input.queue.pointee.drain(
                into: &events,
                capacity: events.count,
                cycleBegan: ob_now_nanoseconds(),
                frames: 64,
                sampleRateHertz: 48_000
            )
            taken += events.prefix(count).map { event in
                withUnsafeBytes(of: event.bytes) { Array($0.prefix(Int(event.size))) }
            }
            usleep(1000)
        }
        return taken
    }
}
