/// Inserts, then sends, fader, pan, mute and solo, and where the signal goes.
package struct Strip: Sendable, Equatable {
    package var inserts: [Insert]
    /// -infinity...10.
    package var faderDecibels: Double
    /// -1 is left, 0 the centre, 1 right.
    package var pan: Double
    package var isMuted: Bool
    package var isSoloed: Bool
    package var sends: [Send]
    package var output: StripOutput

    package static let faderDecibelsRange = -140.0...10.0
    package static let panRange = -1.0...1.0

    package init(
        inserts: [Insert] = [],
        faderDecibels: Double = 0,
        pan: Double = 0,
        isMuted: Bool = false,
        isSoloed: Bool = false,
        sends: [Send] = [],
        output: StripOutput = .master
    ) {
        self.inserts = inserts
        self.faderDecibels = faderDecibels
        self.pan = pan
        self.isMuted = isMuted
        self.isSoloed = isSoloed
        self.sends = sends
        self.output = output
    }
}

/// Where a strip's signal goes behind its fader. The master's goes to the device, unless it is sent on.
package enum StripOutput: Sendable, Equatable {
    case master
    case bus(TrackID)
    /// Channels of the device from this one on, 0-based.
    case device(channel: Int)
    case none
}

/// A tap from a strip to a bus, with a level of its own.
package struct Send: Sendable, Equatable {
    package var id: SendID
    package var bus: TrackID
    /// -infinity...10.
    package var levelDecibels: Double
    package var pan: Double
    package var isMuted: Bool
    /// Before the strip's fader, pan, mute and solo; else behind them.
    package var isPreFader: Bool

    package init(
        id: SendID,
        bus: TrackID,
        levelDecibels: Double = 0,
        pan: Double = 0,
        isMuted: Bool = false,
        isPreFader: Bool = false
    ) {
        self.id = id
        self.bus = bus
        self.levelDecibels = levelDecibels
        self.pan = pan
        self.isMuted = isMuted
        self.isPreFader = isPreFader
    }
}

/// A slot of a strip that holds one plugin.
package struct Insert: Sendable, Equatable {
    package var id: InsertID
    package var name: String
    package var plugin: PluginID
    /// Plain values by the parameter's symbol. Those that are absent stand at their default.
    package var parameters: [String: Double]
    /// What it has beside them, by the property's URI; files by their paths beneath the session's directory.
    /// Those that are absent are as the plugin, or its state, has them.
    package var properties: [String: PropertyValue]
    /// The plugin's own saved state, a path beneath the session's directory.
    package var statePath: String?
    /// The dry signal passes, as late as the plugin would make it.
    package var isBypassed: Bool
    package var sideChain: SideChain?

    package init(
        id: InsertID,
        name: String,
        plugin: PluginID,
        parameters: [String: Double] = [:],
        properties: [String: PropertyValue] = [:],
        statePath: String? = nil,
        isBypassed: Bool = false,
        sideChain: SideChain? = nil
    ) {
        self.id = id
        self.name = name
        self.plugin = plugin
        self.parameters = parameters
        self.properties = properties
        self.statePath = statePath
        self.isBypassed = isBypassed
        self.sideChain = sideChain
    }
}

/// What a plugin listens to beside its own signal: the inputs behind those that it has outputs for.
package struct SideChain: Sendable, Equatable {
    package var strip: TrackID
    package var isPreFader: Bool

    package init(strip: TrackID, isPreFader: Bool = false) {
        self.strip = strip
        self.isPreFader = isPreFader
    }
}
