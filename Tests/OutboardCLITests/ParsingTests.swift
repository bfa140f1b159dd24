import OutboardModel
import Testing

@testable import outboard

/// What a person writes on the command line becomes what the protocol carries.
struct ParsingTests {
    @Test(arguments: [
        ("60", 60), ("0", 0), ("127", 127), ("C4", 60), ("c4", 60), ("A4", 69), ("F#3", 54),
        ("Bb2", 46), ("B2", 47), ("Cb4", 59), ("E##4", 66), ("C-1", 0), ("G9", 127),
    ])
    func noteHasANumber(name: String, number: UInt8) throws {
        #expect(try noteNumber(name) == number)
    }

    @Test(arguments: [
        "", "128", "-1", "H4", "C", "#4", "G#9", "Cb-1", "C99", "c999999999999999999",
    ])
    func whatIsNoNoteIsRefused(text: String) {
        #expect(throws: CommandError.self) { try noteNumber(text) }
    }

    @Test func pointsArePairsOfSecondsAndValue() throws {
        let points = try curvePoints("0:-12,1.5:0")
        #expect(points.map(\.seconds) == [0, 1.5])
        #expect(points.map(\.value) == [-12, 0])
        #expect(try curvePoints("") == [])
    }

    @Test(arguments: ["1", "1:", ":1", "0:x:1", "0:1,", "0:1,,2:3", "0:nan", "0:inf", "a:b"])
    func whatIsNoPointIsRefused(text: String) {
        #expect(throws: CommandError.self) { try curvePoints(text) }
    }

    @Test func outputIsMasterNothingABusOrTheDevice() throws {
        #expect(try stripOutput("master") == .master)
        #expect(try stripOutput("none") == .none)
        #expect(try stripOutput("bus:fx") == .bus(TrackID("fx")))
        #expect(try stripOutput("device:2") == .device(channel: 2))
        for text in ["", "bus:", "device:", "device:-1", "device:x", "tape"] {
            #expect(throws: CommandError.self) { try stripOutput(text) }
        }
    }

    @Test func levelMayCarryItsUnit() throws {
        #expect(try decibels("-6") == -6)
        #expect(try decibels("-6 dB") == -6)
        #expect(try decibels("3.5db") == 3.5)
        #expect(try decibels("-inf") == -.infinity)
        for text in ["", "dB", "loud", "nan", "1db2"] {
            #expect(throws: CommandError.self) { try decibels(text) }
        }
    }

    @Test func sourceIsWhatItsOptionsSay() throws {
        func source(_ arguments: String...) throws -> TrackSource? {
            try SourceOptions.parse(arguments).source()
        }
        #expect(try source() == nil)
        #expect(try source("--input", "0,1") == .input(channels: [0, 1]))
        #expect(try source("--file", "a.wav") == .file(path: "a.wav", loops: false))
        #expect(try source("--file", "a.wav", "--loop") == .file(path: "a.wav", loops: true))
        #expect(try source("--notes", "1,2") == .notes(channels: [1, 2], path: nil))
        #expect(try source("--midi-file", "a.mid") == .notes(channels: [], path: "a.mid"))
        #expect(
            try source("--notes", "3", "--midi-file", "a.mid")
                == .notes(channels: [3], path: "a.mid")
        )
        #expect(throws: CommandError.self) { try source("--input", "0,,1") }
        #expect(throws: CommandError.self) { try source("--notes", "") }
        #expect(throws: (any Error).self) { try source("--input", "0", "--file", "a.wav") }
        #expect(throws: (any Error).self) { try source("--loop") }
    }

    @Test func loopIsTwoPlacesOrOff() throws {
        #expect(try loopRange("off", nil) == nil)
        #expect(try loopRange("1", 2.5) == 1..<2.5)
        for (from, to) in [("off", 2.0), ("1", nil), ("2", 1), ("1", 1), ("-1", 1), ("nan", 1)] {
            #expect(throws: CommandError.self) { try loopRange(from, to) }
        }
    }

    @Test func signatureIsAFraction() throws {
        #expect(try signatureParts("3/4") == (3, 4))
        #expect(try signatureParts("64/64") == (64, 64))
        #expect(try signatureParts("1/1") == (1, 1))
        for text in ["", "3", "3/", "/4", "3/4/5", "0/4", "65/4", "3/0", "3/5", "3/128", "3/-4"] {
            #expect(throws: CommandError.self) { try signatureParts(text) }
        }
    }

    @Test func tempoTakesItsPlaceInTheSong() {
        var song = Song()
        song.setTempo(90, atBeat: 16)
        song.setTempo(100, atBeat: 8)
        song.setTempo(110, atBeat: 0)
        song.setTempo(95, atBeat: 16)
        #expect(song.tempos.map(\.beat) == [0, 8, 16])
        #expect(song.tempos.map(\.beatsPerMinute) == [110, 100, 95])
    }

    @Test func signatureTakesItsPlaceInTheSong() {
        var song = Song()
        song.setSignature(7, 8, atBar: 4)
        song.setSignature(3, 4, atBar: 0)
        song.setSignature(5, 4, atBar: 2)
        #expect(song.signatures.map(\.bar) == [0, 2, 4])
        #expect(song.signatures.map(\.numerator) == [3, 5, 7])
    }
}
