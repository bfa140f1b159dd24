import CLilv
import OutboardHost

/// What a plugin instance gets from its host, in the C layout that LV2 asks for.
///
/// The memory lives as long as this object, which the instance keeps until the plugin is gone.
final class LV2Features {
    /// Ends with a null pointer.
    let list: UnsafeMutablePointer<UnsafePointer<LV2_Feature>?>
    let worker: LV2Worker
    private var features: [UnsafeMutablePointer<LV2_Feature>] = []
    private let schedule: UnsafeMutablePointer<LV2_Worker_Schedule>
    private let options: LV2Options
    let paths: LV2StatePaths
    private let log: LV2Log?

    init(table: URIDTable, configuration: ProcessConfiguration, description: LV2Description) {
        worker = LV2Worker(
            isSynchronous: configuration.worksSynchronously,
            messageBytes: description.atomBytesMax
        )
        schedule = .allocate(capacity: 1)
        schedule.initialize(
            to: LV2_Worker_Schedule(handle: worker.state, schedule_work: lv2WorkerSchedule)
        )
        options = LV2Options(table: table, configuration: configuration)
        paths = LV2StatePaths(directory: configuration.directory)
        log = description.usesLog ? LV2Log(table: table) : nil

        var offers: [(String, UnsafeMutableRawPointer?)] = [
            (LV2Name.urid + "map", UnsafeMutableRawPointer(table.map)),
            (LV2Name.urid + "unmap", UnsafeMutableRawPointer(table.unmap)),
            (LV2Name.options + "options", UnsafeMutableRawPointer(options.list)),
            (LV2Name.worker + "schedule", UnsafeMutableRawPointer(schedule)),
            (LV2Name.state + "mapPath", UnsafeMutableRawPointer(paths.map)),
            (LV2Name.state + "freePath", UnsafeMutableRawPointer(paths.free)),
        ]
        if let log { offers.append((LV2Name.log + "log", UnsafeMutableRawPointer(log.feature))) }
        offers.append((LV2Name.bufferSize + "boundedBlockLength", nil))
        offers.append((LV2Name.state + "loadDefaultState", nil))
        // Nobody plays along where nobody waits, but a plugin that insists is told what it wants.
        if !configuration.isOffline || description.requiresLive {
            offers.append((LV2Name.core + "isLive", nil))
        }

        list = .allocate(capacity: offers.count + 1)
        list.initialize(repeating: nil, count: offers.count + 1)
        for (index, offer) in offers.enumerated() {
            let feature = UnsafeMutablePointer<LV2_Feature>.allocate(capacity: 1)
            feature.initialize(
                to: LV2_Feature(URI: UnsafePointer(makeCString(offer.0)), data: offer.1)
            )
            features.append(feature)
            list[index] = UnsafePointer(feature)
        }
    }

    deinit {
        for feature in features {
            feature.pointee.URI.deallocate()
            feature.deallocate()
        }
        list.deallocate()
        schedule.deallocate()
    }

    /// [control]
    func takeLog() -> [PluginLogEntry] { log?.ring.pointee.ring.takeEntries() ?? [] }
}

/// The lines of one plugin: the ring, and the feature that writes to it.
private final class LV2Log {
    let ring: UnsafeMutablePointer<LV2LogRing>
    let feature: UnsafeMutablePointer<LV2_Log_Log>
    private let sink: UnsafeMutablePointer<ob_lv2_log_sink>

    init(table: URIDTable) {
        ring = .allocate(capacity: 1)
        ring.initialize(to: LV2LogRing(levels: LogLevels(table)))
        sink = .allocate(capacity: 1)
        sink.initialize(to: ob_lv2_log_sink(context: ring, write: lv2LogWrite))
        feature = .allocate(capacity: 1)
        feature.initialize(to: ob_lv2_log(sink))
    }

    deinit {
        ring.deinitialize(count: 1)
        ring.deallocate()
        sink.deallocate()
        feature.deallocate()
    }
}

/// Block lengths, room for events and sample rate, as LV2's options.
private final class LV2Options {
    /// Ends with a zeroed one.
    let list: UnsafeMutablePointer<LV2_Options_Option>
    private let integers: UnsafeMutablePointer<Int32>
    private let rate: UnsafeMutablePointer<Float>

    init(table: URIDTable, configuration: ProcessConfiguration) {
        let values: [(String, Int)] = [
            ("minBlockLength", 1), ("maxBlockLength", configuration.blockFramesMax),
            ("nominalBlockLength", configuration.blockFramesMax),
            ("sequenceSize", LV2Description.sequenceSize),
        ]
        integers = .allocate(capacity: values.count)
        rate = .allocate(capacity: 1)
        rate.initialize(to: Float(configuration.sampleRateHertz))
        list = .allocate(capacity: values.count + 2)
        for (index, value) in values.enumerated() {
            (integers + index).initialize(to: Int32(value.1))
            (list + index).initialize(
                to: LV2_Options_Option(
                    context: LV2_OPTIONS_INSTANCE,
                    subject: 0,
                    key: table.number(of: LV2Name.bufferSize + value.0),
                    size: 4,
                    type: table.number(of: LV2Name.atom + "Int"),
                    value: integers + index
                )
            )
        }
        (list + values.count).initialize(
            to: LV2_Options_Option(
                context: LV2_OPTIONS_INSTANCE,
                subject: 0,
                key: table.number(of: LV2Name.sampleRate),
                size: 4,
                type: table.number(of: LV2Name.atom + "Float"),
                value: rate
            )
        )
        (list + values.count + 1).initialize(to: LV2_Options_Option())
    }

    deinit {
        list.deallocate()
        integers.deallocate()
        rate.deallocate()
    }
}

/// A copy of the text for C, to be deallocated.
func makeCString(_ text: String) -> UnsafeMutablePointer<CChar> {
    let bytes = text.utf8CString
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    for (index, byte) in bytes.enumerated() { copy[index] = byte }
    return copy
}
