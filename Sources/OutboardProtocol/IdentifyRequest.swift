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
    package var topics: Set<Topic>?
    package var resume: Resume?

    package init(
        client: String? = nil,
        clientID: String? = nil,
        protocolVersion: Int? = nil,
        token: String? = nil,
        topics: Set<Topic>? = nil,
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
        data["subscribe"] = topics.map { topics in
            .array(topics.map(\.rawValue).sorted().map(JSONValue.string))
        }
        data["resume"] = resume.map {
            ["epoch": .string($0.epoch), "revision": .integer($0.revision)]
        }
        return data
    }

    init(wire data: JSONField) throws(RequestError) {
        client = try data.wireOptionalText("client", longest: 256)
        clientID = try data.wireOptionalText("client_id", longest: Self.clientIDBytesMax)
        guard clientID != "" else {
            throw RequestError(.invalidMessage, "client_id is empty.", field: "client_id")
        }
        protocolVersion = try data.wireOptionalInteger("protocol")
        token = try data.wireOptionalText("token", longest: 4_096)
        topics = try data.wireTopics("subscribe")
        resume = try data.wireResume("resume")
    }
}

extension JSONField {
    /// A list of topics. nil: there is none.
    package func wireTopics(_ key: String) throws(RequestError) -> Set<Topic>? {
        guard let value = value[key] else { return nil }
        guard let names = value.array else {
            throw RequestError(.invalidMessage, "\(key) must be a list of topics.", field: key)
        }
        var topics: Set<Topic> = []
        for name in names {
            guard let topic = name.string.flatMap(Topic.init) else {
                throw RequestError(
                    .invalidMessage,
                    "There is no topic \(name.compactText).",
                    hint: "Topics are " + Topic.allCases.map(\.rawValue).joined(separator: ", ")
                        + ".",
                    field: key
                )
            }
            topics.insert(topic)
        }
        return topics
    }

    fileprivate func wireResume(
        _ key: String
    ) throws(RequestError) -> IdentifyRequest.Resume? {
        guard let value = value[key], value != .null else { return nil }
        guard let epoch = value["epoch"]?.string, (1...64).contains(epoch.utf8.count),
            let number = value["revision"]?.number, let revision = UInt64(exactly: number),
            number < 0x1p53
        else {
            throw RequestError(
                .invalidMessage,
                "\(key) must be {epoch, revision}, as \"identified\" and deltas name them.",
                field: key
            )
        }
        return .init(epoch: epoch, revision: revision)
    }
}
