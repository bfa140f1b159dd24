/// Choices by their place in a list, as parameters count them. What is beyond the list is its last one.

extension Delay.Mode {
    /// [render]
    @_noLocks
    package init(place: Float) {
        switch place {
        case ..<0.5: self = .mono
        case ..<1.5: self = .stereo
        default: self = .pingPong
        }
    }
}

extension Saturation {
    /// [render]
    @_noLocks
    package init(place: Float) {
        switch place {
        case ..<0.5: self = .tanh
        case ..<1.5: self = .cubic
        case ..<2.5: self = .diode
        default: self = .tube
        }
    }
}

extension Generator.Signal {
    /// [render]
    @_noLocks
    package init(place: Float) {
        switch place {
        case ..<0.5: self = .sine
        case ..<1.5: self = .square
        case ..<2.5: self = .saw
        case ..<3.5: self = .white
        case ..<4.5: self = .pink
        default: self = .sweep
        }
    }
}

extension Analyser.Source {
    /// [render]
    @_noLocks
    package init(place: Float) {
        switch place {
        case ..<0.5: self = .mean
        case ..<1.5: self = .left
        default: self = .right
        }
    }
}

extension Oscillator.Wave {
    /// [render]
    @_noLocks
    package init(place: Float) {
        switch place {
        case ..<0.5: self = .sine
        case ..<1.5: self = .triangle
        case ..<2.5: self = .saw
        default: self = .pulse
        }
    }
}

extension StateVariable.Kind {
    /// [render]
    @_noLocks
    package init(place: Float) {
        switch place {
        case ..<0.5: self = .lowPass
        case ..<1.5: self = .bandPass
        default: self = .highPass
        }
    }
}
