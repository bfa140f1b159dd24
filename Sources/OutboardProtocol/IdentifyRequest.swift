import OutboardJSON

/// Says who a client is, and what it wants to hear.
package struct IdentifyRequest: Sendable, Equatable {
    /// Where a client that was here before goes on.
    package struct Resume: Sendable, Equatable {
        package var epoch: String
        package var revision: UInt64

        package init(epoch: String, revision: UInt64) {
            self.epoch = epoch
            self.revision = revision
        }
    }

    /// The program's name.
    package var client: String?
    /// Chosen by the client, and kept by it from one connection to the next.
    package var clientID: String?
    /// The version that it speaks. nil: the server's.
    package var protocolVersion: Int?
    package var token: String?
    /// nil: what identified clients hear.
    package var topics: TopicSet?
    package var resume: Resume?

    package init(
        client: String? = nil,
        clientID: String? = nil,
        protocolVersion: Int? = nil,
        token: String? = nil,
        topics: TopicSet? = nil,
        resume: Resume? = nil
    ) {
        self.client = client
        self.clientID = clientID
        self.protocolVersion = protocolVersion
        self.token = token
        self.topics = topics
        self.resume = resume
    }

    package static let clientIDBytesMax = 64

    var json: JSONObject {
        var data = JSONObject()
        data["client"] = client.map(JSONValue.string)
        data["client_id"] = clientID.map(JSONValue.string)
        data["protocol"] = protocolVersion.map { .integer($0) }
        data["token"] = token.map(JSONValue.string)
        data["subscribe"] = topics.map(\.json)
        data["resume"] = resume.map {
            ["epoch": .string($0.epoch), "revision": .integer($0.revision)]
        }
        return data
    }

    init(wire data: JSONField) {
        client = data.wireOptionalText("client")
        clientID = data.wireOptionalText("client_id")
        protocolVersion = data.wireOptionalInteger("protocol")
        token = data.wireOptionalText("token")
        topics = data.wireTopics("subscribe")
        resume = data.wireOptionalObject("resume").flatMap { Resume(wire: $0) }
    }
}

extension IdentifyRequest.Resume {
    init?(wire data: JSONField) {
        guard let epoch = data.wireOptionalText("epoch"),
            let revision = data.wireOptionalInteger("revision")
        else { return nil }
        self.init(epoch: epoch, revision: UInt64(revision))
    }
}

extension TopicSet {
    var json: JSONValue { .array(all.map(\.rawValue).sorted().map(JSONValue.string)) }
}

extension JSONField {
    /// A list of topics. nil: there is none.
    func wireTopics(_ key: String) -> TopicSet? {
        value[key]?.array.map { TopicSet($0.compactMap { $0.string.flatMap(Topic.init) }) }
    }
}
