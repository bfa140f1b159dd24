import OutboardModel
import OutboardProtocol

/// What the journal is told, and what it is for: doing it again.
extension SessionPlayer {
    /// Prepares a verb, and notes that. Its commands are noted when they are sent.
    func prepare(
        _ verb: inout any Verb,
        id: UInt64,
        _ context: EditContext
    ) throws(RequestError) -> Preparation {
        let outer = verb
        var verbNow = outer
        defer { verb = verbNow }
        return try pinned { () throws(RequestError) in
            let mark = journal?.mark ?? 0
            do throws(RequestError) {
                let preparation = try verbNow.prepare(self, context)
                guard let journal else { return preparation }
                // It may have published plans, and they come behind it.
                let line = verbNow.journaled.map { JournalLine.verb(id, $0) } ?? .change
                journal.insert(line, at: moment, mark: mark)
                return preparation
            } catch {
                journal?.rewind(to: mark)
                throw error
            }
        }
    }

    /// Takes back what a verb did to the session: the render thread did not get it, or had no use for it.
    func takeBack(_ verb: any Verb, id: UInt64, _ context: EditContext) {
        var inverse = verb.inverse
        do throws(RequestError) {
            _ = try pinned { () throws(RequestError) in
                journal?.note(.undo(id), at: moment)
                return try inverse.prepare(self, context)
            }
        } catch {
            // It could not have been done then, and there is nothing to take back.
        }
    }
}
