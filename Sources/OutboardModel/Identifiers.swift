/// Names a session among those of the store.
package struct SessionID: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
}

/// Names a track or a bus within its session. `master` is the master's.
package struct TrackID: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }

    package static let master = TrackID("master")
}

/// Names an insert within its session.
package struct InsertID: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
}

/// Names a send within its strip.
package struct SendID: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
}

/// Names a preset among those of the store.
package struct PresetID: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
}

/// A plugin standard that the host speaks.
package enum PluginFormat: String, Hashable, Sendable, CaseIterable {
    case lv2, clap, vst3, ladspa
}

/// Names an installed plugin: for LV2 its URI, for CLAP its identifier, for LADSPA `<library>:<label>`.
package struct PluginID: Hashable, Sendable, CustomStringConvertible {
    package let format: PluginFormat
    package let text: String

    package init(format: PluginFormat, _ text: String) {
        self.format = format
        self.text = text
    }

    package var description: String { "\(format.rawValue) \(text)" }
}
