extension ErrorCode {
    package var entry: Entry {
        switch self {
        case .pluginNotFound:
            Entry(
                "There is no such insert on the track, or no such installed plugin.",
                hint:
                    "GET /api/sessions/{id} lists the inserts, GET /api/plugins what is installed.",
                http: 404,
                exit: 66
            )
        case .pluginBlocked:
            Entry(
                "The plugin crashed, hung or refused when it was scanned; the message says which.",
                hint:
                    "GET /api/plugins lists what is blocked, and why; PLUGIN_SCAN with scope \"blocked\" "
                    + "tries again.",
                http: 409,
                exit: 65
            )
        case .trackNotFound:
            Entry(
                "There is no such track, bus or send.",
                hint: "GET /api/sessions/{id} lists the tracks; the master is \"master\".",
                http: 404,
                exit: 66
            )
        case .invalidParameter:
            Entry(
                "There is no such parameter, or a value is not finite, out of range, or of the wrong type; "
                    + "details has `minimum`, `maximum` and `unit`.",
                hint:
                    "Docs/protocol gives the range of each field, GET /api/plugins/{id} of each parameter.",
                http: 400,
                exit: 65
            )
        case .presetLoadFailed:
            Entry(
                "The preset is unreadable, or made for another plugin; the sound is unchanged.",
                hint:
                    "GET /api/plugins/{id}/presets lists those of a plugin, GET /api/presets our own with "
                    + "the errors of those that cannot be read.",
                http: 400,
                exit: 65
            )
        case .presetNotFound:
            Entry(
                "There is no such preset.",
                hint: "GET /api/plugins/{id}/presets lists those of a plugin.",
                http: 404,
                exit: 66
            )
        case .readOnly:
            Entry(
                "It came with the program or with a plugin, and is only read.",
                hint: "Load it, and save it as one of your own.",
                http: 409,
                exit: 65
            )
        case .engineError:
            Entry(
                "The engine could not take the request; nothing changed.",
                hint: "GET /health says how the engine is. Try again.",
                http: 503,
                exit: 69,
                isRetryable: true
            )
        case .engineBusy:
            Entry(
                "It will not fit, and the server was told to refuse that; or as much of its kind goes on as "
                    + "can. details has the numbers.",
                hint: "Remove or bypass something, raise the quantum, or allow more load.",
                http: 503,
                exit: 69
            )
        case .unauthorized:
            Entry(
                "A token is needed, or is wrong, or has expired.",
                hint: "Send IDENTIFY with the server's token.",
                http: 401,
                exit: 77
            )
        case .forbidden:
            Entry(
                "The role of this user may not do that; details has `role` and `needed`.",
                hint: "Ask an owner of the box for another role.",
                http: 403,
                exit: 77
            )
        case .notIdentified:
            Entry(
                "This needs IDENTIFY first.",
                hint: "Send IDENTIFY, and wait for its ack.",
                http: 401,
                exit: 77
            )
        case .unsupportedVersion:
            Entry(
                "The server speaks none of the protocol's versions that were asked for.",
                hint: "hello lists the versions; take one of them, or renew the client.",
                http: 400,
                exit: 76
            )
        case .rateLimited:
            Entry(
                "More messages than are taken; retry_after_ms says when to go on.",
                hint: "Wait for retry_after_ms, and send less often.",
                http: 429,
                exit: 75,
                isRetryable: true
            )
        case .invalidMessage:
            Entry(
                "Not JSON, or not the envelope, or a field is missing or of the wrong type; `field` names it.",
                hint: "Docs/protocol describes the envelope and every request.",
                http: 400,
                exit: 76
            )
        case .messageTooLarge:
            Entry(
                "Longer than this server takes.",
                hint: "hello names the limit; send it in parts.",
                http: 413,
                exit: 65
            )
        case .unknownType:
            Entry(
                "There is no such request.",
                hint: "Docs/protocol lists the requests.",
                http: 400,
                exit: 76
            )
        case .sessionNotFound:
            Entry(
                "There is no such session, or it is not the live one.",
                hint: "GET /api/sessions lists the sessions.",
                http: 404,
                exit: 66
            )
        case .feedbackLoop:
            Entry(
                "The signal would go round in a circle; details.loop names the strips in order; nothing "
                    + "changed.",
                hint: "Take one of the named strips out of the circle; details.loop lists them.",
                http: 409,
                exit: 65
            )
        case .conflict:
            Entry(
                "The session has changed since: expected_revision is stale, the name is taken, or somebody "
                    + "else changed what would be undone; or something goes on that this would break "
                    + "off. details has `revision`.",
                hint: "Look at the session as it is now, and ask again.",
                http: 409,
                exit: 79
            )
        case .resyncRequired:
            Entry(
                "What was missed is no longer kept.",
                hint: "Send RESYNC, and take the snapshot.",
                http: 409,
                exit: 75,
                isRetryable: true
            )
        case .timeout:
            Entry(
                "It took too long, and what became of it is not known.",
                hint: "Send it again with the same id: it is done once.",
                http: 504,
                exit: 75,
                isRetryable: true
            )
        case .notFound:
            Entry(
                "There is nothing of that name.",
                hint: "GET / is the dashboard, GET /health the state.",
                http: 404,
                exit: 66
            )
        }
    }
}
