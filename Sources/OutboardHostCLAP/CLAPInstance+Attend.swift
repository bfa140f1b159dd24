import CCLAP
import CRealtime
import OutboardHost
import Synchronization

extension CLAPInstance {
    package func attend() -> [PluginNotice] {
        let main = plugin.hostMemory.main
        let state = plugin.hostMemory.state
        if state.pointee.wantsCallback.exchange(false, ordering: .acquiring) {
            plugin.pointer.pointee.on_main_thread?(plugin.pointer)
        }
        if let call = plugin.timers?.pointee.on_timer {
            main.serveTimers(now: ob_now_nanoseconds()) { call(plugin.pointer, $0) }
        }
        if let call = plugin.files?.pointee.on_fd {
            main.serveFiles { call(plugin.pointer, $0, $1) }
        }
        if !isActive, state.pointee.wantsFlush.load(ordering: .relaxed) { flushParameters() }
        return takeNotices(main.takeNews())
    }

    private static let wordFlags = OB_CLAP_PARAM_RESCAN_INFO | OB_CLAP_PARAM_RESCAN_TEXT

    /// What a plugin says while it is made or takes a state is no news: it is read behind that.
    /// [control & !processing]
    func settleNews() {
        let main = plugin.hostMemory.main
        let news = main.takeNews()
        if Int(news.parameterRescan) & (Self.wordFlags | OB_CLAP_PARAM_RESCAN_ALL) != 0 {
            _ = refreshDescriptor()
        }
        main.news.wantsRestart = news.wantsRestart && isActive
    }

    private func takeNotices(_ news: CLAPMainCalls.News) -> [PluginNotice] {
        var moved = takeMoves()
        let rescan = Int(news.parameterRescan)
        let tooMany = context.pointee.exchange.pointee.movedTooMany
            .exchange(false, ordering: .relaxed)
        if tooMany || rescan & OB_CLAP_PARAM_RESCAN_VALUES != 0 {
            for (index, value) in readMovedValues() { moved[index] = value }
        }
        var notices = moved.sorted { $0.key < $1.key }.map {
            PluginNotice.parameterMoved(index: $0.key, value: Double($0.value))
        }
        let state = plugin.hostMemory.state
        let asked = state.pointee.wantsRestart.exchange(false, ordering: .relaxed)
        if asked || news.wantsRestart || rescan & OB_CLAP_PARAM_RESCAN_ALL != 0 {
            notices.append(.restartWanted)
        }
        if rescan & Self.wordFlags != 0, refreshDescriptor() { notices.append(.descriptorChanged) }
        if news.stateChanged { notices.append(.stateChanged) }
        return notices
    }

    /// What the plugin moved while it rendered, each parameter's last value.
    private func takeMoves() -> [Int: Float] {
        var moved: [Int: Float] = [:]
        while let move = context.pointee.exchange.pointee.moved.pop() {
            moved[Int(move.index)] = move.value
        }
        return moved
    }

    /// Values that the plugin has otherwise than it was told or said, on their way to the bank.
    private func readMovedValues() -> [(Int, Float)] {
        var moved: [(Int, Float)] = []
        for (index, parameter) in parameters.known.enumerated() {
            guard let value = plugin.value(of: parameter.id) else { continue }
            let settled = Float(min(max(value, parameter.minimum), parameter.maximum))
            guard settled != context.pointee.sent[index] else { continue }
            guard isActive else {
                stand(settled, at: index)
                moved.append((index, settled))
                continue
            }
            let move = CLAPMove(index: Int32(index), value: settled)
            guard context.pointee.exchange.pointee.adopted.push(move) else {
                // The rest comes with the next call.
                plugin.hostMemory.main.news.parameterRescan |= UInt32(OB_CLAP_PARAM_RESCAN_VALUES)
                break
            }
            moved.append((index, settled))
        }
        return moved
    }

    /// Puts a parameter where the plugin has it. [control & !processing]
    func stand(_ value: Float, at index: Int) {
        context.pointee.sent[index] = value
        bank.pointee.set(index, to: value, rampFrames: 0)
    }
}
