import OutboardModel
import OutboardProtocol

/// What an edit asks for and cannot have: it would be a session with less in it than was asked for.
extension SessionPlayer {
    /// - Parameter added: the plugins that are new.
    func checkNews(
        in staged: LoadedSession,
        _ added: [LoadedInsert]
    ) throws(RequestError) {
        for insert in added {
            guard let reason = insert.placeholderReason else { continue }
            throw RequestError(
                insert.isBlocked ? .pluginBlocked : .pluginNotFound,
                "\"\(insert.plugin.text)\" cannot be loaded: \(reason).",
                hint: "GET /api/plugins lists what is installed, and what is blocked.",
                field: "uri"
            )
        }
        let known = Set(session.loaded.sources.values.compactMap(\.problem))
        for track in staged.document.tracks {
            guard let problem = staged.sources[track.id]?.problem, !known.contains(problem) else {
                continue
            }
            throw RequestError(
                .invalidParameter,
                "The source cannot be had: \(problem).",
                hint: "Paths are beneath the session's directory.",
                field: "source"
            )
        }
        for (strip, insert) in staged.document.placedInserts where insert.sideChain != nil {
            if session.document.strip(strip)?.inserts.contains(insert) == true { continue }
            guard let descriptor = staged.inserts[insert.id]?.descriptor,
                descriptor.audioInputs <= descriptor.audioOutputs
            else { continue }
            throw RequestError(
                .invalidParameter,
                "\"\(insert.id)\" has no inputs for a side-chain: \(descriptor.name) has "
                    + "\(descriptor.audioInputs) inputs for \(descriptor.audioOutputs) outputs.",
                hint: "A side-chain goes to the inputs beyond those of the plugin's own signal.",
                field: "side_chain"
            )
        }
    }
}

extension SessionDocument {
    /// All inserts, each with its strip.
    fileprivate var placedInserts: [(strip: TrackID, insert: Insert)] {
        stripIDs.flatMap { id in strip(id)!.inserts.map { (id, $0) } }
    }
}
