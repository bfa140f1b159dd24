import CSndfile
import Glibc

extension AudioFileError {
    /// The system's refusal to open, read or write a file.
    /// - Parameter error: the system's error number.
    init(systemError error: Int32, subject: String) {
        let reason = String(cString: strerror(error))
        switch error {
        case ENOENT, ENOTDIR:
            self.init(.notFound, subject: subject, message: "not found; check the path")
        case EEXIST:
            self.init(.exists, subject: subject, message: "there is such a file; take another name")
        case EACCES, EPERM, EROFS:
            self.init(.denied, subject: subject, message: "\(reason); check its permissions")
        case ENOSPC, EDQUOT, EFBIG:
            self.init(.full, subject: subject, message: "\(reason); free some space")
        case EISDIR:
            self.init(.unsupported, subject: subject, message: "a folder, not an audio file")
        default:
            self.init(.system, subject: subject, message: reason)
        }
    }

    /// What libsndfile says about an open file, or about the last that it could not open.
    init(sndfile file: OpaquePointer?, subject: String) {
        let systemError = errno
        let number = Int(sf_error(file))
        let reason = String(cString: sf_strerror(file))
        switch number {
        case SF_ERR_UNRECOGNISED_FORMAT, SF_ERR_UNSUPPORTED_ENCODING:
            self.init(
                .unsupported,
                subject: subject,
                message: "\(reason) Use WAV, FLAC, AIFF or Ogg."
            )
        case SF_ERR_SYSTEM:
            self.init(systemError: systemError, subject: subject)
        default:
            // libsndfile numbers the many ways of being broken privately, beyond its public codes.
            self.init(.corrupt, subject: subject, message: reason)
        }
    }
}
