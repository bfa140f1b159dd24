import OutboardModel

/// What the engine remembers of sessions and presets that are on their way to the disk.
struct LibraryDesk {
    /// Sessions that are being deleted: nobody may load one meanwhile.
    var leaving: Set<SessionID> = []
    /// The live session is being written as another one.
    var isSavingAs = false
    /// The session that it is about to go on as.
    var arriving: SessionID?
    /// What the live session was called before it went on as another, and until when that is understood.
    private var former: (id: SessionID, until: Int64)?
    /// The live session as lists have it, and the name that it has on the disk.
    private var listed: (id: SessionID, name: String, savedName: String)?

    private static let formerNanoseconds: Int64 = 5_000_000_000

    /// Who has not heard yet that the session goes on as another one means that one.
    func means(_ id: SessionID, now: Int64) -> Bool {
        former.map { $0.id == id && now < $0.until } ?? false
    }

    mutating func noteGoingOn(from id: SessionID, now: Int64) {
        former = (id, now + Self.formerNanoseconds)
    }

    mutating func endSavingAs() {
        isSavingAs = false
        arriving = nil
    }

    /// Another session is live.
    ///
    /// - Returns: the one before, where it is listed by its name on the disk again.
    mutating func noteLive(_ document: SessionDocument) -> SessionID? {
        let before = listed
        former = nil
        listed = (document.id, document.name, document.name)
        guard let before, before.id != document.id, before.name != before.savedName else {
            return nil
        }
        return before.id
    }

    /// The disk has it by that name now.
    mutating func noteSaved(_ id: SessionID, name: String) {
        if listed?.id == id { listed!.savedName = name }
    }

    /// - Returns: whether lists show another name now.
    mutating func noteName(of document: SessionDocument) -> Bool {
        guard listed?.id == document.id, listed!.name != document.name else { return false }
        listed!.name = document.name
        return true
    }
}
