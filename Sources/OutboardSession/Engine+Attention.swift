import OutboardModel
import OutboardProtocol

/// Looking after the plugins, and telling what they do by themselves.
extension Engine {
    private static let attentionNanoseconds: Int64 = 30_000_000

    func attendPlugins() {
        guard let player, now() >= watch.attentionDueAt else { return }
        watch.attentionDueAt = now() + Self.attentionNanoseconds
        do throws(RequestError) {
            for news in try player.attendPlugins() { tell(news, player.session) }
        } catch {
            log.error("a plugin is not restarted", metadata: ["reason": "\(error)"])
        }
    }

    private func revision(of news: PluginNews, _ session: LiveSession) -> UInt64 {
        let insert = news.insert
        var writes: [StateWrite] = news.moves.map {
            .parameter(news.strip, insert, index: $0.index, value: $0.value)
        }
        if news.properties.contains(where: { insert.isWritable(property: $0.uri) }) {
            writes.append(.properties(news.strip, insert))
        }
        return writes.isEmpty ? session.revision : commit(writes, by: .plugin)
    }

    private func tell(_ news: PluginNews, _ session: LiveSession) {
        let insert = news.insert
        let origin = ChangeOrigin(
            session: session.document.id,
            revision: revision(of: news, session),
            changedBy: .plugin,
            requestID: nil
        )
        for move in news.moves {
            let value = insert.valueSnapshot(at: move.index, plain: move.value)
            tellAll(
                .pluginParameterChanged(
                    ParameterChange(
                        track: news.strip,
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
        for (uri, value) in news.properties {
            let told = PluginPropertyRequest(
                track: news.strip,
                insert: insert.id,
                property: uri,
                value: value
            )
            tellAll(.pluginPropertyChanged(told, origin))
        }
    }
}
