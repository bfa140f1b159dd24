import OutboardModel
import OutboardProtocol

/// Looking after the plugins, and telling what they do by themselves.
extension Engine {
    private static let attentionNanoseconds: Int64 = 30_000_000

    func attendPlugins() {
        guard let player, now() >= watch.attentionDueAt else { return }
        watch.attentionDueAt = now() + Self.attentionNanoseconds
        do throws(RequestError) {
            for (strip, insert, moves) in try player.attendPlugins() {
                tell(moves, of: insert, on: strip, player.session)
            }
        } catch {
            log.error("a plugin is not restarted", metadata: ["reason": "\(error)"])
        }
    }

    private func tell(
        _ moves: [ParameterMove],
        of insert: LoadedInsert,
        on strip: TrackID,
        _ session: LiveSession
    ) {
        let origin = ChangeOrigin(
            session: session.document.id,
            revision: session.commit(),
            changedBy: .plugin,
            requestID: nil
        )
        for move in moves {
            let value = insert.valueSnapshot(at: move.index, plain: move.value)
            tellAll(
                .pluginParameterChanged(
                    ParameterChange(
                        track: strip,
                        insert: insert.id,
                        parameter: insert.descriptor!.parameters[move.index].symbol,
                        value: value.plain,
                        normalizedValue: value.normalized,
                        text: value.text,
                        origin: origin
                    )
                )
            )
        }
    }
}
