import CVST3
import Synchronization

/// What a controller tells of what it does by itself. Everything is noted and attended to later; its
/// functions may be called on any thread.
final class VST3Handler: VST3Object {
    /// What happened since the last look.
    struct News {
        var restart: Int32
        var isDirty: Bool
        var programsChanged: Bool
    }

    private let restart = Atomic<Int32>(0)
    private let isDirty = Atomic(false)
    private let programsChanged = Atomic(false)
    /// Where edits go. Set once the parameters are known; those before are in their values.
    private let edits: Mutex<VST3ParameterMap?> = Mutex(nil)
    /// Which buses are in use.
    private let activeBuses: Mutex<Set<VST3BusName>> = Mutex([])

    private static let table = VST3Table(
        ob_vst3_handler_methods(
            unknown: VST3Table.unknown,
            begin_edit: { _, _ in vst3OK },
            perform_edit: { VST3Handler.of($0).performEdit($1, $2) },
            end_edit: { _, _ in vst3OK },
            restart: { object, flags in
                VST3Handler.of(object).restart.bitwiseOr(flags, ordering: .relaxed)
                return vst3OK
            }
        )
    )
    private static let table2 = VST3Table(
        ob_vst3_handler_2_methods(
            unknown: VST3Table.unknown,
            set_dirty: { object, on in
                if on != 0 { VST3Handler.of(object).isDirty.store(true, ordering: .relaxed) }
                return vst3OK
            },
            open_editor: { _, _ in vst3False },
            begin_group: { _ in vst3OK },
            end_group: { _ in vst3OK }
        )
    )
    /// Buses are as they were when the plugin was loaded: a request is granted where it changes nothing.
    private static let activationTable = VST3Table(
        ob_vst3_bus_activation_methods(
            unknown: VST3Table.unknown,
            request: { object, media, direction, index, on in
                let bus = VST3BusName(media: media, direction: direction, index: index)
                let isActive = VST3Handler.of(object).activeBuses.withLock { $0.contains(bus) }
                return isActive == (on != 0) ? vst3OK : vst3False
            }
        )
    )
    private static let unitTable = VST3Table(
        ob_vst3_unit_handler_methods(
            unknown: VST3Table.unknown,
            unit_selected: { _, _ in vst3OK },
            list_changed: { object, _, _ in
                VST3Handler.of(object).programsChanged.store(true, ordering: .relaxed)
                return vst3OK
            }
        )
    )

    init() {
        super.init([
            (ob_vst3_handler_id, Self.table), (ob_vst3_handler_2_id, Self.table2),
            (ob_vst3_bus_activation_id, Self.activationTable),
            (ob_vst3_unit_handler_id, Self.unitTable),
        ])
    }

    /// [control]
    func bind(_ parameters: VST3ParameterMap, activeBuses: Set<VST3BusName>) {
        edits.withLock { $0 = parameters }
        self.activeBuses.withLock { $0 = activeBuses }
    }

    /// Asks for everything that happened, once. [control]
    func takeNews() -> News {
        News(
            restart: restart.exchange(0, ordering: .relaxed),
            isDirty: isDirty.exchange(false, ordering: .relaxed),
            programsChanged: programsChanged.exchange(false, ordering: .relaxed)
        )
    }

    private func performEdit(_ id: UInt32, _ normalized: Double) -> Int32 {
        guard let map = edits.withLock({ $0 }) else { return vst3OK }
        return map.edit(id, normalized) ? vst3OK : vst3InvalidArgument
    }
}

/// One of a plugin's buses.
struct VST3BusName: Hashable, Sendable {
    let media: Int32
    let direction: Int32
    let index: Int32
}
