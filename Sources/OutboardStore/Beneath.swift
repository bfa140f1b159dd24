import CFiles
import Glibc

/// Opens a file for reading, whatever links stand on the way to it, only if it lies beneath a directory: so that a
/// session from a stranger, whose files may be links, shows nothing that is not its own.
///
/// - Parameter path: relative to the directory.
/// - Returns: a descriptor that the caller closes.
package func openBeneath(
    _ directory: String,
    _ path: String,
    flags: Int32 = O_RDONLY,
    subject: String
) throws(StoreError) -> Int32 {
    guard staysBeneath(path) else { throw leaves(subject) }
    let descriptor = ob_open_beneath(directory, path, flags)
    guard descriptor < 0 else { return descriptor }
    switch -descriptor {
    case EXDEV: throw leaves(subject)
    case ENOENT, ENOTDIR:
        throw StoreError(.notFound, subject: subject, message: "there is no such file")
    case let error:
        throw StoreError(.unreadable, subject: subject, message: String(cString: strerror(error)))
    }
}

/// Refuses a path that leads out of a directory, for those who then open it by its name.
///
/// Between the two somebody who may write there can still put a link in its place; who may do that needs no link.
///
/// - Throws: `notFound` where there is no such file.
func checkBeneath(_ directory: String, _ path: String, subject: String) throws(StoreError) {
    close(try openBeneath(directory, path, flags: O_PATH, subject: subject))
}

private func leaves(_ subject: String) -> StoreError {
    StoreError(.malformed, subject: subject, message: "the path leaves its directory")
}
