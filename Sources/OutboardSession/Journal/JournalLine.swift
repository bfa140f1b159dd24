import OutboardJSON
import OutboardModel
import OutboardProtocol

/// A line of a journal. `Docs/formats.md` has the layout.
///
/// The first kinds are what the control side did, in its order; the rest is what the render thread said,
/// by the frames of the engine.
enum JournalLine: Equatable {
    /// A driver was started, with that many channels; its inputs were written to a file beside.
    case start(inputs: Int, outputs: Int, inputFile: String?, rises: Bool)
    /// A verb was prepared. The identity is its own; the request says what it asked for.
    case verb(UInt64, JSONObject)
    /// The commands of a verb were sent; before them the one that takes its control from its curve, where
    /// it does so.
    case send(UInt64, holds: Bool)
    /// A control was taken from its curve and sent to where people have set it, or given back to it.
    case hold(UInt64, AutomationCurve.Target, value: Double)
    case release(UInt64, AutomationCurve.Target, glideFrames: Int)
    /// A verb was taken back: its commands could not be sent, or not be applied.
    case undo(UInt64)
    /// A plan was published.
    case plan(UInt64)
    /// The graph was made anew: a meter or a recorder came or went.
    case change
    /// A plugin changed its latency.
    case latency(InsertID, frames: Int)
    /// A plugin moved its own parameters.
    case moved(InsertID, [ParameterMove])
    /// A plugin told of one of its properties; null: the document cannot say it.
    case told(InsertID, uri: String, PropertyValue?)
    /// A plugin was made anew, because it wanted to be.
    case restart(InsertID)
    /// Plugins that had been ringing were let go.
    case tails
    /// A recorder was put on a strip, and taken off.
    case record(Int, JournaledTake)
    case recordEnd(Int)
    /// The gain of all outputs was sent on its way.
    case outputGain(UInt64, gain: Double, rampFrames: Int)

    case applied(UInt64)
    case adopted(plan: UInt64)
    case cycle(frames: Int)
    case event(port: Int, bytes: [UInt8])
    /// The engine is here. Until now, events or frames of inputs were lost to the journal, and frames of
    /// files came too late to be heard.
    case reached(lost: Int, late: Int)
    /// The last line of a journal that is complete.
    case end

    /// Where a line stands in time.
    struct Moment: Equatable {
        var frame: Int64
        /// Only with what the control side did.
        var songFrame: Int64?
    }
}

/// A take that began while the journal was kept.
struct JournaledTake: Equatable {
    var track: TrackID
    var file: String
    var format: RecordRequest.Format
    var channelCount: Int
}

extension JournalLine {
    /// - Parameter moment: nil where the render thread did not say.
    func text(at moment: Moment?) -> String {
        var object = members
        if let moment {
            object["frame"] = .integer(Int(moment.frame))
            object["song_frame"] = moment.songFrame.map { .integer(Int($0)) }
        }
        return JSONValue.object(object).compactText
    }

    private var members: JSONObject {
        switch self {
        case .start(let inputs, let outputs, let file, let rises):
            return [
                "do": "start", "inputs": .integer(inputs), "outputs": .integer(outputs),
                "input_file": file.map(JSONValue.string) ?? .null, "rises": .bool(rises),
            ]
        case .verb(let id, let request):
            return ["do": "request", "id": .integer(Int(id)), "request": .object(request)]
        case .send(let id, let holds):
            return ["do": "send", "id": .integer(Int(id)), "holds": .bool(holds)]
        case .hold(let id, let target, let value):
            return [
                "do": "hold", "id": .integer(Int(id)), "control": .object(target.json),
                "value": value == -.infinity ? .null : .number(value),
            ]
        case .release(let id, let target, let glideFrames):
            return [
                "do": "release", "id": .integer(Int(id)), "control": .object(target.json),
                "glide_frames": .integer(glideFrames),
            ]
        case .undo(let id): return ["do": "undo", "id": .integer(Int(id))]
        case .plan(let number): return ["do": "publish", "plan": .integer(Int(number))]
        case .change: return ["do": "change"]
        case .latency(let insert, let frames):
            return [
                "do": "latency", "plugin_id": .string(insert.text), "latency": .integer(frames),
            ]
        case .moved(let insert, let moves):
            return [
                "do": "moved", "plugin_id": .string(insert.text),
                "values": .array(moves.map { [.integer($0.index), .number($0.value)] }),
            ]
        case .told(let insert, let uri, let value):
            return [
                "do": "told", "plugin_id": .string(insert.text), "property": .string(uri),
                "value": value?.json ?? .null,
            ]
        case .restart(let insert): return ["do": "restart", "plugin_id": .string(insert.text)]
        case .tails: return ["do": "tails"]
        case .record(let id, let take):
            return [
                "do": "record", "id": .integer(id), "track_id": .string(take.track.text),
                "file": .string(take.file), "format": .string(take.format.rawValue),
                "channels": .integer(take.channelCount),
            ]
        case .recordEnd(let id): return ["do": "record_end", "id": .integer(id)]
        case .outputGain(let id, let gain, let rampFrames):
            return [
                "do": "output_gain", "id": .integer(Int(id)), "gain": .number(gain),
                "ramp_frames": .integer(rampFrames),
            ]
        case .applied(let id): return ["at": "applied", "id": .integer(Int(id))]
        case .adopted(let plan): return ["at": "adopted", "plan": .integer(Int(plan))]
        case .cycle(let frames): return ["at": "cycle", "frames": .integer(frames)]
        case .event(let port, let bytes):
            return [
                "at": "event", "port": .integer(port),
                "bytes": .array(bytes.map { .integer(Int($0)) }),
            ]
        case .reached(let lost, let late):
            return ["at": "reached", "lost": .integer(lost), "late": .integer(late)]
        case .end: return ["at": "end"]
        }
    }

    /// Reads a line.
    static func read(_ field: JSONField) throws(JSONFieldError) -> (JournalLine, Moment?) {
        let line: JournalLine
        if let kind = try field.optionalMember("do") {
            line = try done(kind.string(), field)
        } else {
            line = try said(field.member("at").string(), field)
        }
        let frame = try field.optionalMember("frame")?.integer(in: journalFrames)
        let songFrame = try field.optionalMember("song_frame")?.integer(in: journalFrames)
        return (line, frame.map { Moment(frame: Int64($0), songFrame: songFrame.map(Int64.init)) })
    }

    private static func done(
        _ kind: String,
        _ field: JSONField
    ) throws(JSONFieldError) -> JournalLine {
        func identity(_ key: String) throws(JSONFieldError) -> UInt64 {
            UInt64(try field.member(key).integer(in: 0...Int.max))
        }
        switch kind {
        case "start":
            return .start(
                inputs: try field.member("inputs").integer(in: 0...256),
                outputs: try field.member("outputs").integer(in: 0...256),
                inputFile: field.value["input_file"]?.string,
                rises: try field.member("rises").bool()
            )
        case "request":
            let request = try field.member("request")
            return .verb(try identity("id"), request.value.object ?? [:])
        case "send":
            return .send(try identity("id"), holds: try field.member("holds").bool())
        case "hold":
            let value = try field.member("value")
            return .hold(
                try identity("id"),
                try control(field),
                value: value.value == .null ? -.infinity : try value.number()
            )
        case "release":
            return .release(
                try identity("id"),
                try control(field),
                glideFrames: try field.member("glide_frames").integer(in: 0...1 << 24)
            )
        case "undo": return .undo(try identity("id"))
        case "publish": return .plan(try identity("plan"))
        case "change": return .change
        case "latency":
            return .latency(
                InsertID(try field.member("plugin_id").string()),
                frames: try field.member("latency").integer(in: 0...1 << 24)
            )
        case "moved":
            return .moved(
                InsertID(try field.member("plugin_id").string()),
                try field.member("values").mapElements { (pair) throws(JSONFieldError) in
                    let parts = try pair.elements()
                    guard parts.count == 2 else {
                        throw JSONFieldError(path: pair.path, message: "is no pair")
                    }
                    return ParameterMove(
                        index: try parts[0].integer(in: 0...1 << 20),
                        value: try parts[1].number()
                    )
                }
            )
        case "told":
            let value = try field.member("value").value
            return .told(
                InsertID(try field.member("plugin_id").string()),
                uri: try field.member("property").string(),
                PropertyValue(json: value)
            )
        case "restart": return .restart(InsertID(try field.member("plugin_id").string()))
        case "tails": return .tails
        case "record":
            let format = try field.member("format")
            guard let known = RecordRequest.Format(rawValue: try format.string()) else {
                throw JSONFieldError(path: format.path, message: "is no format that is known here")
            }
            return .record(
                try field.member("id").integer(in: 0...Int.max),
                JournaledTake(
                    track: TrackID(try field.member("track_id").string()),
                    file: try field.member("file").string(),
                    format: known,
                    channelCount: try field.member("channels").integer(in: 1...64)
                )
            )
        case "record_end": return .recordEnd(try field.member("id").integer(in: 0...Int.max))
        case "output_gain":
            return .outputGain(
                try identity("id"),
                gain: try field.member("gain").number(),
                rampFrames: try field.member("ramp_frames").integer(in: 0...1 << 24)
            )
        default:
            throw JSONFieldError(
                path: try field.member("do").path,
                message: "is \"\(kind)\", which is not known here"
            )
        }
    }

    private static func control(
        _ field: JSONField
    ) throws(JSONFieldError) -> AutomationCurve.Target {
        let control = try field.member("control")
        do {
            return try AutomationCurve.Target(wire: control)
        } catch {
            throw JSONFieldError(path: control.path, message: error.message)
        }
    }

    private static func said(
        _ kind: String,
        _ field: JSONField
    ) throws(JSONFieldError) -> JournalLine {
        switch kind {
        case "applied":
            return .applied(UInt64(try field.member("id").integer(in: 0...Int.max)))
        case "adopted":
            return .adopted(plan: UInt64(try field.member("plan").integer(in: 0...Int.max)))
        case "cycle":
            return .cycle(frames: try field.member("frames").integer(in: 1...1 << 20))
        case "event":
            let bytes = try field.member("bytes").mapElements {
                (element) throws(JSONFieldError) in
                UInt8(try element.integer(in: 0...255))
            }
            return .event(port: try field.member("port").integer(in: 0...255), bytes: bytes)
        case "reached":
            return .reached(
                lost: try field.member("lost").integer(in: 0...Int.max),
                late: try field.member("late").integer(in: 0...Int.max)
            )
        case "end": return .end
        default:
            throw JSONFieldError(
                path: try field.member("at").path,
                message: "is \"\(kind)\", which is not known here"
            )
        }
    }
}

private let journalFrames = 0...(1 << 53)
