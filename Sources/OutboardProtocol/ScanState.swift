import OutboardJSON
import OutboardModel

/// How far the scan of plugins is: `plugin_scan`, and `scan` of `GET /api/plugins`.
package struct ScanState: Sendable, Equatable {
    package var isRunning: Bool
    /// Files and bundles that have been tried, of those that are to be.
    package var done: Int
    package var total: Int
    /// The one that was done last. Empty: none yet.
    package var module: String
    /// Plugins that passed in this scan, and that did not.
    package var found: Int
    package var blocked: Int
    /// Why the scan ended before its time. nil: it did not.
    package var problem: String?

    package init(
        isRunning: Bool = false,
        done: Int = 0,
        total: Int = 0,
        module: String = "",
        found: Int = 0,
        blocked: Int = 0,
        problem: String? = nil
    ) {
        self.isRunning = isRunning
        self.done = done
        self.total = total
        self.module = module
        self.found = found
        self.blocked = blocked
        self.problem = problem
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "running": .bool(isRunning), "done": .integer(done), "total": .integer(total),
            "module": .string(module), "found": .integer(found), "blocked": .integer(blocked),
        ]
        object["problem"] = problem.map(JSONValue.string)
        return object
    }
}

extension ScanState {
    package init(reading field: JSONField) throws(JSONFieldError) {
        self.init(
            isRunning: try field.member("running").bool(),
            done: try field.member("done").integer(),
            total: try field.member("total").integer(),
            module: try field.member("module").string(),
            found: try field.member("found").integer(),
            blocked: try field.member("blocked").integer(),
            problem: try field.optionalMember("problem")?.string()
        )
    }
}

/// A row of `blocked` in `GET /api/plugins`: what must not be loaded, and why.
package struct BlockedSummary: Sendable, Equatable {
    package var format: PluginFormat
    /// The file or the bundle.
    package var module: String
    /// nil: all that is in it.
    package var id: PluginID?
    /// `crashed`, `timed_out`, `ended`, `refused` or `garbled`.
    package var kind: String
    /// For people.
    package var reason: String

    package init(format: PluginFormat, module: String, id: PluginID?, kind: String, reason: String)
    {
        self.format = format
        self.module = module
        self.id = id
        self.kind = kind
        self.reason = reason
    }

    package var json: JSONValue {
        [
            "format": .string(format.rawValue), "module": .string(module),
            "id": id.map { .string($0.text) } ?? .null, "kind": .string(kind),
            "reason": .string(reason),
        ]
    }
}

/// `GET /api/plugins`.
package struct PluginListing: Sendable, Equatable {
    package var plugins: [PluginSummary]
    package var blocked: [BlockedSummary]
    package var scan: ScanState

    package init(
        plugins: [PluginSummary],
        blocked: [BlockedSummary] = [],
        scan: ScanState = ScanState()
    ) {
        self.plugins = plugins
        self.blocked = blocked
        self.scan = scan
    }

    package var json: JSONValue {
        [
            "plugins": .array(plugins.map { .object($0.json) }),
            "blocked": .array(blocked.map(\.json)), "scan": .object(scan.json),
        ]
    }
}
