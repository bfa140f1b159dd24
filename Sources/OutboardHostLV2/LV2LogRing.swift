import CLilv
import OutboardHost

/// A plugin's lines, and what a writer needs to know their level.
struct LV2LogRing: ~Copyable {
    var ring = LogRing()
    let levels: LogLevels
}

/// The numbers of LV2's levels, asked for once so that a writer need not.
struct LogLevels: BitwiseCopyable {
    let error: LV2_URID
    let warning: LV2_URID
    let trace: LV2_URID

    init(_ table: URIDTable) {
        error = table.number(of: LV2Name.log + "Error")
        warning = table.number(of: LV2Name.log + "Warning")
        trace = table.number(of: LV2Name.log + "Trace")
    }

    @_noLocks
    func code(of type: LV2_URID) -> LogLevelCode {
        if type == error { return .error }
        if type == warning { return .warning }
        return type == trace ? .trace : .note
    }
}

/// What the log feature's C half calls with a formatted line. `context` is an `LV2LogRing`.
@c @_noLocks
func lv2LogWrite(
    _ context: UnsafeMutableRawPointer?,
    _ type: LV2_URID,
    _ text: UnsafePointer<CChar>?,
    _ size: UInt32
) {
    guard let context, let text else { return }
    let log = context.assumingMemoryBound(to: LV2LogRing.self)
    log.pointee.ring.write(text, size: Int(size), level: log.pointee.levels.code(of: type))
}
