import CALSA
import Foundation
import OutboardIO
import Testing

@testable import OutboardIOALSA

extension ALSADriverTests {
    @Test func theEntryGetsTheSequencersMessages() throws {
        let fake = FakeSequencer()
        let driver = makeDriver(fake.open)
        _ = try driver.open(DriverRequest(device: "null", quantumFrames: 480))
        #expect(driver.sequencerError == nil)
        let recorder = MIDIRecorder()
        try driver.start(recorder.entry)
        for note in UInt8(0)..<50 {
            fake.send(.note(SND_SEQ_EVENT_NOTEON, note: note, velocity: 1))
            usleep(1000)
        }
        recorder.wait(forEvents: 50)
        driver.stop()
        let (events, frames) = (recorder.events, recorder.frames)
        #expect(events.map(\.bytes.1) == Array(0..<50))
        // In the order of time across cycles, and spread over it as they were sent: not heaped at the
        // cycles' begins.
        #expect(frames == frames.sorted())
        #expect(Set(events.map(\.frame)).count > 10)
        #expect(driver.droppedEvents == 0)
        driver.close()
        #expect(fake.wasClosed)
    }

    @Test func whatWasPlayedBeforeTheStartIsForgotten() throws {
        let fake = FakeSequencer()
        let driver = makeDriver(fake.open)
        _ = try driver.open(DriverRequest(device: "null", quantumFrames: 480))
        // The second is counted once both have been seen.
        fake.send(.note(SND_SEQ_EVENT_NOTEON, note: 1, velocity: 1))
        fake.send(snd_seq_event_t(type: SND_SEQ_EVENT_SYSEX))
        for _ in 0..<5000 where driver.droppedEvents == 0 { usleep(1000) }
        let recorder = MIDIRecorder()
        try driver.start(recorder.entry)
        #expect(driver.droppedEvents == 0)
        fake.send(.note(SND_SEQ_EVENT_NOTEON, note: 2, velocity: 1))
        recorder.wait(forEvents: 1)
        driver.stop()
        driver.close()
        #expect(recorder.events.map(\.bytes.1) == [2])
    }

    @Test func withoutASequencerThereIsAudioAndAReason() throws {
        let driver = makeDriver { () throws(DriverError) in throw DriverError(sequencer: -ENOENT) }
        #expect(driver.sequencerError == nil)
        _ = try driver.open(DriverRequest(device: "null", quantumFrames: 480))
        #expect(driver.sequencerError?.code == .notFound)
        let ramp = Ramp()
        try driver.start(ramp.entry)
        ramp.wait(forFrames: 960)
        #expect(ramp.frames >= 960)
        driver.stop()
        driver.close()
        #expect(driver.sequencerError == nil)
    }

    private func makeDriver(_ opener: @escaping SequencerSource.Opener) -> ALSADriver {
        ALSADriver(
            formats: SampleFormat.allCases,
            accesses: PCM.Access.allCases,
            sequencerOpener: opener
        )
    }
}
