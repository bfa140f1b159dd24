import OutboardModel
import OutboardRender

/// What the render thread has to do for plugins beside setting their parameters.
extension SessionPlayer {
    /// Brings the bypasses that plugins have of their own to where the document has them.
    func bypassActions() -> [RenderAction] {
        session.document.stripIDs.flatMap { strip in
            session.inserts(of: strip).flatMap { insert, plugin in
                plugin.enable(!insert.isBypassed)
            }
        }
    }
}
