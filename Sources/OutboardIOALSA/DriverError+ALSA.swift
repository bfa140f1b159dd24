import CALSA
import Glibc
import OutboardIO

extension DriverError {
    /// What alsa-lib says about a device.
    /// - Parameters:
    ///   - error: a negative error number.
    ///   - wasRunning: whether the device had been there.
    init(alsa error: Int32, subject: String, wasRunning: Bool) {
        let reason = String(cString: snd_strerror(error))
        switch -error {
        case EBUSY:
            self.init(
                .busy,
                subject: subject,
                message: "another program uses the device; end it, or play through JACK"
            )
        case ENOENT, ENODEV, ENXIO, EINVAL:
            // EINVAL is how an unknown card's number, or a direction that is not there, is refused.
            if wasRunning {
                self.init(.gone, subject: subject, message: "unplugged; plug it in again")
            } else {
                self.init(
                    .notFound,
                    subject: subject,
                    message: "no such device; `aplay -L` lists them"
                )
            }
        case ETIMEDOUT:
            self.init(
                .gone,
                subject: subject,
                message: "it has not asked for audio for two seconds; plug it in again"
            )
        case EACCES, EPERM:
            self.init(
                .denied,
                subject: subject,
                message: "\(reason); add this user to the group `audio`"
            )
        case ENOSYS, ENOTSUP:
            self.init(.unsupported, subject: subject, message: reason)
        default:
            self.init(wasRunning ? .gone : .system, subject: subject, message: reason)
        }
    }
}
