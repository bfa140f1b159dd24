import CFiles
import Glibc

/// Opens a file for reading, whatever links stand on the way to it, only if it lies beneath a directory: so that a
/// session from a stranger, whose files may be links, shows nothing that is not its own.
///
/// - Parameter path: relative to the directory.
/// - Returns: a descriptor that the caller closes.
func openBeneath(
    _ directory: String,
    _ path: String,
    subject: String
) throws(StoreError) -> Int32 {
    guard staysBeneath(path) else { throw leaves(subject) }
    return try found(ob_open_beneath(directory, path), subject)
}

/// Refuses a path that leads out of a directory, for those who then open it by its name.
///
/// Between the two somebody who may write there can still put a link in its place; who may do that needs no link.
///
/// - Throws: `notFound` where there is no such file.
func checkBeneath(_ directory: String, _ path: String, subject: String) throws(StoreError) {
    guard staysBeneath(path) else { throw leaves(subject) }
    _ = try found(ob_check_beneath(directory, path), subject)
}

private func found(_ result: Int32, _ subject: String) throws(StoreError) -> Int32 {
    guard result < 0 else { return result }
    switch -result {
    case EXDEV: throw leaves(subject)
    case ENOENT, ENOTDIR:
        throw StoreError(.notFound, subject: subject, message: "there is no such file")
    case let error:
        throw StoreError(.unreadable, subject: subject, message: String(cString: strerror(error)))
    }
}

private func leaves(_ subject: String) -> StoreError {
    StoreError(.malformed, subject: subject, message: "the path leaves its directory")
}
