import CALSA
import Glibc
import OutboardIO

/// Where the sequencer's events come from: the kernel's, or a test's.
struct SequencerSource {
    typealias Opener = () throws(DriverError) -> SequencerSource

    /// Readable while events wait.
    let descriptor: Int32
    /// Takes the oldest event, never waiting. Answers 0, or alsa-lib's negative error number: `EAGAIN`
    /// when none waits, `ENOSPC` when the kernel has lost some.
    let receive: (inout snd_seq_event_t) -> Int32
    /// To be called once.
    let close: () -> Void

    static let subject = "alsa sequencer"

    /// Opens a client "outboard" of the kernel's sequencer with a port "midi_in", that others connect
    /// to: `aconnect 20:0 outboard:0`.
    static func open() throws(DriverError) -> SequencerSource {
        func check(_ result: Int32) throws(DriverError) {
            if result < 0 { throw DriverError(sequencer: result) }
        }
        var opened: OpaquePointer?
        try check(snd_seq_open(&opened, "default", SND_SEQ_OPEN_INPUT, SND_SEQ_NONBLOCK))
        let sequencer = opened!
        do {
            try check(snd_seq_set_client_name(sequencer, "outboard"))
            try check(
                snd_seq_create_simple_port(
                    sequencer,
                    "midi_in",
                    UInt32(SND_SEQ_PORT_CAP_WRITE | SND_SEQ_PORT_CAP_SUBS_WRITE),
                    UInt32(SND_SEQ_PORT_TYPE_MIDI_GENERIC | SND_SEQ_PORT_TYPE_APPLICATION)
                )
            )
            var waiting = pollfd()
            try check(snd_seq_poll_descriptors(sequencer, &waiting, 1, Int16(POLLIN)))
            return SequencerSource(
                descriptor: waiting.fd,
                receive: { event in
                    var next: UnsafeMutablePointer<snd_seq_event_t>?
                    let result = snd_seq_event_input(sequencer, &next)
                    guard result >= 0 else { return result }
                    guard let next else { return -EAGAIN }
                    event = next.pointee
                    return 0
                },
                close: { snd_seq_close(sequencer) }
            )
        } catch {
            snd_seq_close(sequencer)
            throw error
        }
    }
}

extension DriverError {
    /// What alsa-lib says about the sequencer.
    /// - Parameter error: a negative error number.
    init(sequencer error: Int32) {
        let reason = String(cString: snd_strerror(error))
        switch -error {
        case ENOENT, ENODEV, ENXIO:
            self.init(
                .notFound,
                subject: SequencerSource.subject,
                message: "this machine has none; load it with `modprobe snd-seq`, and give a "
                    + "container its /dev/snd"
            )
        case EACCES, EPERM:
            self.init(
                .denied,
                subject: SequencerSource.subject,
                message: "\(reason); add this user to the group `audio`"
            )
        default:
            self.init(.system, subject: SequencerSource.subject, message: reason)
        }
    }
}
