extension Request.Kind {
    /// The row of the request table. A request without a row does not compile.
    package var row: RequestRow {
        switch self {
        case .identify: .identify
        case .reidentify: .reidentify
        case .reauth: .reauth
        case .resync: .resync
        case .ping: .ping
        case .pluginParameter: .pluginParameter
        case .pluginProperty: .pluginProperty
        case .presetLoad: .presetLoad
        case .trackFader: .trackFader
        case .trackPan: .trackPan
        case .trackMute: .trackMute
        case .trackSolo: .trackSolo
        case .sendSet: .sendSet
        case .trackAdd: .trackAdd
        case .trackRemove: .trackRemove
        case .trackMove: .trackMove
        case .trackRename: .trackRename
        case .trackSource: .trackSource
        case .trackOutput: .trackOutput
        case .busAdd: .busAdd
        case .busRemove: .busRemove
        case .sendAdd: .sendAdd
        case .sendRemove: .sendRemove
        case .sendTap: .sendTap
        case .pluginAdd: .pluginAdd
        case .pluginRemove: .pluginRemove
        case .pluginMove: .pluginMove
        case .pluginReplace: .pluginReplace
        case .pluginBypass: .pluginBypass
        case .pluginSideChain: .pluginSideChain
        case .automationSet: .automationSet
        case .automationMode: .automationMode
        case .songSet: .songSet
        case .batch: .batch
        case .transportPlay: .transportPlay
        case .transportStop: .transportStop
        case .transportLocate: .transportLocate
        case .note: .note
        case .sessionLoad: .sessionLoad
        case .sessionSave: .sessionSave
        case .recordStart: .recordStart
        case .recordStop: .recordStop
        case .loudnessStart: .loudnessStart
        case .loudnessStop: .loudnessStop
        case .loudnessRead: .loudnessRead
        case .loudnessReset: .loudnessReset
        case .pluginScan: .pluginScan
        case .metersSubscribe: .metersSubscribe
        case .metersUnsubscribe: .metersUnsubscribe
        case .listenStart: .listenStart
        case .listenStop: .listenStop
        }
    }
}
