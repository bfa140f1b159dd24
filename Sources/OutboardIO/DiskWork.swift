/// What the disk thread does for one stream or recorder.
///
/// The calls come from the disk thread; others may make them too.
package protocol DiskWork: AnyObject, Sendable {
    /// Whether this is to be done before anything that is not. Cheap, and never waits. [any]
    var isPressing: Bool { get }

    /// Does a bounded piece of the work, and waits for the disk where it must. [control]
    /// - Returns: whether more is to be done at once.
    func work() -> Bool
}
