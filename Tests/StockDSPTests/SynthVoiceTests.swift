import CPluginKit
import Foundation
import Testing

@testable import StockDSP

/// Which notes sound, and which do not.
struct SynthVoiceTests {
    @Test func notesEndAndSaySo() {
        let rig = SynthRig(SynthRig.plain())
        rig.note(OB_KIT_NOTE_ON, 60, id: 7)
        rig.play(4800)
        #expect(rig.synth.soundingCount == 1 && rig.ended.isEmpty)
        rig.note(OB_KIT_NOTE_OFF, 60, id: 7)
        rig.play(4800)
        #expect(rig.synth.isSilent)
        #expect(rig.ended.map(\.note_id) == [7])
        #expect(Reading.peak(rig.play(480)) == 0)
    }

    @Test func onlyTheNoteThatIsMeantEnds() {
        let rig = SynthRig(SynthRig.plain())
        rig.note(OB_KIT_NOTE_ON, 60, id: 1)
        rig.note(OB_KIT_NOTE_ON, 60, id: 2)
        rig.note(OB_KIT_NOTE_ON, 64, id: 3, channel: 5)
        rig.note(OB_KIT_NOTE_OFF, 60, id: 2)
        rig.note(OB_KIT_NOTE_OFF, 64, channel: 4)
        rig.play(9600)
        #expect(rig.ended.map(\.note_id) == [2])
        // -1 means any.
        rig.note(OB_KIT_NOTE_CHOKE, -1, channel: -1)
        rig.play(480)
        #expect(Set(rig.ended.map(\.note_id)) == [1, 2, 3])
    }

    @Test func pedalHoldsUntilItIsUp() {
        let rig = SynthRig(SynthRig.plain())
        rig.note(OB_KIT_NOTE_ON, 60)
        rig.control(64, 1)
        rig.note(OB_KIT_NOTE_OFF, 60)
        rig.note(OB_KIT_NOTE_ON, 64)
        rig.play(9600)
        #expect(rig.synth.soundingCount == 2)
        rig.control(64, 0)
        rig.play(9600)
        // The key of the other one is still down.
        #expect(rig.synth.soundingCount == 1)
    }

    @Test func allNotesOffReleasesAndAllSoundOffCutsShort() {
        let rig = SynthRig(SynthRig.plain { $0.releaseSeconds = 2 })
        for key in [60, 64, 67] as [Int16] { rig.note(OB_KIT_NOTE_ON, key) }
        rig.play(480)
        rig.control(123, 0)
        rig.play(4800)
        #expect(rig.synth.soundingCount == 3)
        rig.control(120, 0)
        rig.play(480)
        #expect(rig.synth.isSilent && rig.ended.count == 3)
    }

    @Test func noMoreVoicesThanAreAllowed() {
        let rig = SynthRig(SynthRig.plain { $0.voices = 4 })
        for key in 40..<60 {
            rig.note(OB_KIT_NOTE_ON, Int16(key), id: Int32(key))
            rig.play(600)
            #expect(rig.synth.soundingCount <= 4)
        }
        #expect(rig.ended.map(\.note_id) == (40..<56).map { Int32($0) })
    }

    /// 20 notes a second on four voices, all long: no step that the waves themselves do not have.
    @Test func stealingDoesNotClick() {
        let settings = SynthRig.plain {
            $0.voices = 4
            $0.attackSeconds = 0.02
            $0.releaseSeconds = 3
        }
        let rig = SynthRig(settings)
        for turn in 0..<40 {
            rig.note(OB_KIT_NOTE_ON, Int16(50 + turn * 5 % 13), id: Int32(turn))
            rig.play(1201)
        }
        // Five sines of 300 Hz at the most, and the corners of ramps over 5 ms.
        let steepest = 2 * Double.pi * 300 / 48_000
        #expect(Reading.roughness(rig.left) < 5 * steepest * steepest + 0.01)
        #expect(Reading.peak(rig.left) > 1)
    }

    @Test func aHundredNotesAtOnceAreSixteenVoices() {
        let rig = SynthRig(SynthRig.plain())
        for key in 0..<100 { rig.note(OB_KIT_NOTE_ON, Int16(key), id: Int32(key)) }
        rig.play(480)
        #expect(rig.synth.soundingCount == 16)
        rig.control(120, 0)
        rig.play(9600)
        #expect(rig.synth.isSilent)
    }

    @Test func resetIsSilenceAndForgetsTheWheels() {
        let rig = SynthRig(SynthRig.plain())
        rig.note(OB_KIT_NOTE_ON, 60)
        rig.bend(1)
        rig.control(64, 1)
        rig.play(480)
        rig.synth.reset()
        rig.synth.set(SynthRig.plain())
        #expect(Reading.peak(rig.play(480)) == 0)
        rig.note(OB_KIT_NOTE_ON, 69)
        rig.play(4800)
        #expect(isNear(SynthRig.hertz(rig.play(24_000)), 440, 0.01))
        rig.note(OB_KIT_NOTE_OFF, 69)
        rig.play(9600)
        #expect(rig.synth.isSilent)
    }
}
