import OutboardModel
import OutboardProtocol

/// Values that are taken and answered on the thread of who sent them.
extension Engine {
    /// Takes a value whose author does not wait until it is heard, and answers at once, on the thread that calls:
    /// what an agent sends thousands of a second is not to cost what a change of the graph may.
    ///
    /// - Parameter isPerformed: it is sent down before it is answered. Else `performAccepted` is to be called when
    ///   the answer is out.
    /// - Returns: nil where it has to be submitted.
    nonisolated package func accept(
        _ envelope: Envelope,
        from connection: String,
        isPerformed: Bool = false
    ) -> Result<Ack, RequestError>? {
        guard let request = envelope.request.plainValue, request.reply == .accepted else {
            return nil
        }
        var stamp = LatencyStamp(envelope, submittedAt: now())
        stamp.takenAt = stamp.submittedAt
        var answer: Result<Ack, RequestError>?
        let isDone = thread.borrow(isFollowed: !isPerformed) {
            answer = assumeIsolated { engine in
                let answer = engine.accept(request, envelope, connection)
                if isPerformed { engine.performRipeParameters() }
                return answer
            }
            return answer != nil
        }
        if isDone { latency.note(stamp, answeredAt: now()) }
        return answer
    }

    /// Sends down what was accepted, once it is answered. What `accept` took is sent by the next tick otherwise.
    nonisolated package func performAccepted() {
        let isDone = thread.borrow {
            assumeIsolated { $0.performRipeParameters() }
            return true
        }
        if !isDone { onControlThread { $0.performRipeParameters() } }
    }

    private func accept(
        _ request: PluginParameterRequest,
        _ envelope: Envelope,
        _ connection: String
    ) -> Result<Ack, RequestError>? {
        guard plays(request.insert), scanDesk.deferred.isEmpty else { return nil }
        do throws(RequestError) {
            let client = clients[connection]
            try join(envelope, client)
            defer { bringStateAfterJoining(client) }
            try admit(envelope, client)
            let verb = try SetPluginParameter(request, in: try liveSession(envelope))
            let asker = Asker(connection: connection, requestID: envelope.id)
            return .success(try accept(verb, for: asker))
        } catch {
            return .failure(error)
        }
    }

    /// Whether an insert's values may be taken on the thread of who sends them: a plugin that does not play yet
    /// would have to be called.
    func plays(_ insert: InsertID) -> Bool {
        player?.session.loaded.inserts[insert]?.isPublished == true
    }
}

extension Request {
    /// A parameter's value that no plugin has to be asked about, where it is one.
    var plainValue: PluginParameterRequest? {
        guard case .pluginParameter(let request) = self, request.isMove, request.text == nil,
            request.gesture == nil
        else { return nil }
        return request
    }
}
