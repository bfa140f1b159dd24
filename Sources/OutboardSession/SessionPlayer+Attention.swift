import OutboardHost
import OutboardModel
import OutboardProtocol

/// A parameter that its plugin moved by itself.
struct ParameterMove: Equatable {
    var index: Int
    /// Plain.
    var value: Double
}

/// What one plugin did by itself.
struct PluginNews {
    let strip: TrackID
    let insert: LoadedInsert
    var moves: [ParameterMove] = []
    /// By their URIs, in their order: files as the document names them, or by their absolute paths.
    var properties: [(uri: String, value: PropertyValue)] = []
    /// Whether the document is another one now.
    var changesDocument = false
}

/// What plugins do by themselves.
extension SessionPlayer {
    /// Has every plugin do what it wants done on this thread, takes in what it did, and says what that
    /// was.
    func attendPlugins() throws(RequestError) -> [PluginNews] {
        var allNews: [PluginNews] = []
        for (strip, insert) in session.loaded.orderedInserts {
            var moves: [Int: Double] = [:]
            var properties: [String: PropertyValue] = [:]
            for (lane, instance) in insert.lanes.map(\.instance).enumerated() {
                for notice in instance.attend() {
                    switch notice {
                    // The lanes of one insert are told the same, and so they do the same.
                    case .parameterMoved(let index, let value):
                        if lane == 0 { moves[index] = value }
                    case .propertyChanged(let uri, let value):
                        if lane == 0 { properties[uri] = value }
                    case .restartWanted, .descriptorChanged: restarts.ask(for: insert.id)
                    case .stateChanged: break
                    }
                }
            }
            let changes = moves.filter { insert.values.indices.contains($0.key) }
                .map { ParameterMove(index: $0.key, value: $0.value) }
                .sorted { $0.index < $1.index }
            guard !changes.isEmpty || !properties.isEmpty else { continue }
            var news = PluginNews(strip: strip, insert: insert, moves: changes)
            if !changes.isEmpty {
                note(changes, of: insert.id)
                news.changesDocument = true
            }
            for (uri, value) in properties.sorted(by: { $0.key < $1.key }) {
                take(value, of: uri, &news)
            }
            allNews.append(news)
        }
        for insert in restarts.takeDue(at: moment.frame, sampleRateHertz: sampleRateHertz) {
            try pinned { () throws(RequestError) in try restart(insert) }
        }
        return allNews
    }

    /// The document keeps what can be set and what it can name.
    private func take(_ value: PropertyValue, of uri: String, _ news: inout PluginNews) {
        guard let property = news.insert.descriptor?.properties.first(where: { $0.uri == uri })
        else { return }
        let kept = session.files.documented(value, of: property)
        news.properties.append((uri, kept ?? value))
        guard property.isWritable else { return }
        note(kept, of: uri, of: news.insert.id)
        news.changesDocument = true
    }

    /// Takes in what a plugin says of one of its properties. nil: what the document cannot say.
    func note(_ value: PropertyValue?, of uri: String, of id: InsertID) {
        guard let place = session.document.place(of: id) else { return }
        journal?.note(.told(id, uri: uri, value), at: moment)
        session.note(value, of: uri, of: id, on: place.strip)
    }

    /// Takes in what a plugin did to its own parameters: they are where it says.
    func note(_ moves: [ParameterMove], of id: InsertID) {
        guard let insert = session.insert(id), let descriptor = insert.descriptor,
            let place = session.document.place(of: id)
        else { return }
        journal?.note(.moved(id, moves), at: moment)
        for move in moves where insert.values.indices.contains(move.index) {
            insert.note(move.value, at: move.index)
        }
        session.changeStrip(of: place.strip) { strip in
            guard let index = strip.inserts.firstIndex(where: { $0.id == id }) else { return }
            for move in moves where descriptor.parameters.indices.contains(move.index) {
                strip.inserts[index].parameters[descriptor.parameters[move.index].symbol] =
                    move.value
            }
        }
    }

    /// Has another instance take over that is as this one is now: a plugin that changes its latency or its
    /// ports does so only where it is activated anew, and nothing is heard of that.
    func restart(_ id: InsertID) throws(RequestError) {
        guard let insert = session.insert(id), let place = session.document.place(of: id),
            insert.descriptor != nil
        else { return }
        journal?.note(.restart(id), at: moment)
        let state: [UInt8]?
        do {
            state = try insert.currentState()
        } catch {
            throw RequestError(.engineError, "\"\(id)\" is not restarted: \(error.message)")
        }
        _ = try renew(id, on: place.strip, [], state: state)
    }
}

/// Plugins that want to be restarted, and when each was the last time: one that wants it for ever gets it
/// once a second.
struct PluginRestarts {
    private var wanted: [InsertID] = []
    private var lastFrame: [InsertID: Int64] = [:]

    mutating func ask(for insert: InsertID) {
        if !wanted.contains(insert) { wanted.append(insert) }
    }

    mutating func takeDue(at frame: Int64, sampleRateHertz: Int) -> [InsertID] {
        let due = wanted.filter { insert in
            lastFrame[insert].map { frame - $0 >= Int64(sampleRateHertz) } ?? true
        }
        wanted.removeAll(where: due.contains)
        for insert in due { lastFrame[insert] = frame }
        return due
    }
}
