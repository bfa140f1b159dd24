import OutboardDSP
import OutboardHost

/// Keeps curves away from a control. False: there is no such control.
@_noLocks
func hold(_ target: AutomationLane.Target, _ state: UnsafeMutablePointer<RenderState>) -> Bool {
    switch target {
    case .parameter(let processor, let parameter, _):
        guard let bank = bank(processor, parameter, state) else { return false }
        bank.pointee.hold(Int(parameter), until: .max)
    case .level(let slot):
        guard Int(slot) < state.pointee.gainCapacity else { return false }
        state.pointee.strips[Int(slot)].levelHeldUntil = .max
    case .pan(let slot):
        guard Int(slot) < state.pointee.gainCapacity else { return false }
        state.pointee.strips[Int(slot)].panHeldUntil = .max
    }
    return true
}

/// Gives a control back. While the song rolls it goes in a straight line to where its curve will be when it
/// gets there; where there is no curve, or nothing moves, it stays.
@_noLocks
func release(
    _ target: AutomationLane.Target,
    _ glideFrames: UInt32,
    _ state: UnsafeMutablePointer<RenderState>
) -> Bool {
    let frame = state.pointee.frame
    let lane = state.pointee.song.isRolling ? lane(of: target, state) : nil
    let course = CurveCourse(
        frame: frame,
        songFrame: state.pointee.song.frame,
        catchFrames: glideFrames,
        isUnheard: false
    )
    switch target {
    case .parameter(let processor, let parameter, let isStepped):
        guard let bank = bank(processor, parameter, state) else { return false }
        guard let lane, !isStepped else {
            bank.pointee.hold(Int(parameter), until: 0)
            return true
        }
        glide(Int(parameter), of: bank, to: lane, by: course)
    case .level(let slot):
        guard Int(slot) < state.pointee.gainCapacity else { return false }
        let strip = state.pointee.strips + Int(slot)
        strip.pointee.advance(to: frame)
        strip.pointee.levelHeldUntil = lane == nil ? 0 : frame + Int64(glideFrames)
        var other = GainRamp(gain: 0)
        if let lane { course.glide(lane, &strip.pointee.level, &other, frames: glideFrames) }
    case .pan(let slot):
        guard Int(slot) < state.pointee.gainCapacity else { return false }
        let strip = state.pointee.strips + Int(slot)
        strip.pointee.advance(to: frame)
        strip.pointee.panHeldUntil = lane == nil ? 0 : frame + Int64(glideFrames)
        if let lane { strip.pointee.glidePan(lane, by: course) }
    }
    return true
}

/// Sends a parameter to where its curve will be in `catchFrames`, and keeps the curve away until then.
@_noLocks
func glide(
    _ parameter: Int,
    of bank: UnsafeMutablePointer<ParameterBank>,
    to lane: UnsafeMutablePointer<AutomationLane>,
    by course: CurveCourse
) {
    let there = course.songFrame + Int64(course.catchFrames)
    bank.pointee.set(
        parameter,
        to: lane.pointee.value(at: there, isStepped: false).0,
        rampFrames: course.catchFrames
    )
    bank.pointee.hold(parameter, until: course.frame + Int64(course.catchFrames))
}

@_noLocks
private func bank(
    _ processor: UInt32,
    _ parameter: UInt32,
    _ state: UnsafeMutablePointer<RenderState>
) -> UnsafeMutablePointer<ParameterBank>? {
    guard let plan = state.pointee.current, processor < plan.pointee.nodes.count,
        let node = plan.pointee.nodes[Int(processor)],
        parameter < node.pointee.processor.parameters.pointee.count
    else { return nil }
    return node.pointee.processor.parameters
}

/// The curve that the plan has for a control.
@_noLocks
private func lane(
    of target: AutomationLane.Target,
    _ state: UnsafeMutablePointer<RenderState>
) -> UnsafeMutablePointer<AutomationLane>? {
    guard let plan = state.pointee.current else { return nil }
    for index in 0..<plan.pointee.automation.count {
        let lane = plan.pointee.automation[index]
        switch (lane.pointee.target, target) {
        case (.parameter(let processor, let parameter, _), .parameter(let wanted, let symbol, _)):
            if processor == wanted, parameter == symbol { return lane }
        case (.level(let slot), .level(let wanted)), (.pan(let slot), .pan(let wanted)):
            if slot == wanted { return lane }
        default: break
        }
    }
    return nil
}
