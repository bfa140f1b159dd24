// swift-tools-version: 6.2
import Foundation
import PackageDescription

// Render code is optimised in debug builds too: unoptimised Swift cannot meet a deadline, and the
// compiler's `@_noLocks` check then sees the same code in both. Exclusivity is checked by the
// compiler there; the run-time check would cost a call on the render thread.
let render: [SwiftSetting] = [
    .unsafeFlags(["-O", "-wmo", "-num-threads", "2"], .when(configuration: .debug)),
    .unsafeFlags(["-enforce-exclusivity=unchecked"]),
]
let optimisedC: [CSetting] = [.unsafeFlags(["-O3", "-fno-math-errno"])]

// What other hosts open brings its Swift with it, and shows nothing but its entry. It stays when a host
// closes it: Swift's run time cannot be unloaded.
let ownRuntime: [LinkerSetting] = [
    .unsafeFlags([
        "-Xlinker", "--version-script=\(Context.packageDirectory)/Plugins/StockBundle/exports.map",
        "-Xlinker", "-z", "-Xlinker", "nodelete",
    ]),
    .unsafeFlags(["-static-stdlib"], .when(configuration: .release)),
]

let environment = ProcessInfo.processInfo.environment

// OUTBOARD_RTSAN names the archive of RealtimeSanitizer in the toolchain's own clang, which is linked
// then: swiftc has no switch for it. `make realtime-check` finds it.
let realtimeSanitizer = environment["OUTBOARD_RTSAN"]
let sanitizerLinker: [LinkerSetting] =
    realtimeSanitizer.map {
        [
            .unsafeFlags([
                "-Xlinker", "--whole-archive", "-Xlinker", $0, "-Xlinker", "--no-whole-archive",
                "-Xlinker", "--export-dynamic", "-lm", "-lpthread", "-ldl", "-lrt",
            ])
        ]
    } ?? []

let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioConcurrency = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
// Behind traits, because each compiles a TLS library of its own: see Decision 0015.
let jwt = Target.Dependency.product(
    name: "JWTKit",
    package: "jwt-kit",
    condition: .when(traits: ["JWT"])
)
let nioTLS = Target.Dependency.product(
    name: "NIOSSL",
    package: "swift-nio-ssl",
    condition: .when(traits: ["TLS"])
)
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let database = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle",
    package: "swift-service-lifecycle"
)

// What the program shows to plugins that want it of libm: see Sources/CFiniteMath.
let finiteMath = [
    "acos", "asin", "cosh", "exp", "exp2", "log", "log10", "log2", "sinh", "sqrt", "atan2", "fmod",
    "hypot", "pow",
].flatMap { ["__\($0)_finite", "__\($0)f_finite"] }.flatMap {
    ["-Xlinker", "--export-dynamic-symbol=\($0)"]
}

func system(_ name: String, _ pkgConfig: String, _ package: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

// Each target may import exactly what its row lists. ARCHITECTURE.md says why.
let targets: [Target] = [
    .target(name: "CRealtime", cSettings: optimisedC),
    .target(name: "CProcess"),
    .target(name: "CFiles"),
    .target(name: "CFiniteMath"),
    .systemLibrary(name: "CLADSPA"),
    .systemLibrary(name: "CCLAP"),
    .systemLibrary(name: "CVST3"),
    system("CLilv", "lilv-0", "liblilv-dev"),
    system("CJACK", "jack", "libjack-jackd2-dev"),
    system("CALSA", "alsa", "libasound2-dev"),
    system("CSndfile", "sndfile", "libsndfile1-dev"),
    system("CSamplerate", "samplerate", "libsamplerate0-dev"),
    system("CZlib", "zlib", "zlib1g-dev"),

    .target(name: "OutboardModel", swiftSettings: render),
    .target(name: "OutboardJSON"),
    .target(name: "OutboardProtocol", dependencies: ["OutboardModel", "OutboardJSON"]),
    .target(name: "OutboardReference", dependencies: ["OutboardProtocol", "OutboardJSON"]),
    // `make protocol`: writes what OutboardReference makes. Not a command of the program, because it is of
    // use in a checkout only, and builds in seconds without the rest.
    .executableTarget(name: "protocol-reference", dependencies: ["OutboardReference"]),
    // A graph is compiled and verified at each edit while the band plays.
    .target(name: "OutboardGraph", swiftSettings: render),
    .target(name: "OutboardMIDI"),

    .target(name: "OutboardRealtime", dependencies: ["CRealtime"], swiftSettings: render),
    .target(
        name: "OutboardDSP",
        dependencies: ["OutboardRealtime", "CRealtime"],
        swiftSettings: render
    ),
    .target(
        name: "OutboardHost",
        dependencies: ["OutboardModel", "OutboardRealtime", "CRealtime"],
        swiftSettings: render
    ),
    .target(
        name: "OutboardHostLV2",
        dependencies: ["OutboardHost", "OutboardModel", "OutboardRealtime", "CRealtime", "CLilv"],
        swiftSettings: render
    ),
    .target(
        name: "OutboardHostLADSPA",
        dependencies: ["OutboardHost", "OutboardModel", "CRealtime", "CLADSPA"],
        swiftSettings: render
    ),
    .target(
        name: "OutboardHostCLAP",
        dependencies: ["OutboardHost", "OutboardModel", "OutboardRealtime", "CRealtime", "CCLAP"],
        swiftSettings: render
    ),
    .target(
        name: "OutboardHostVST3",
        dependencies: ["OutboardHost", "OutboardModel", "CRealtime", "CVST3"],
        swiftSettings: render
    ),
    .target(
        name: "OutboardCheck",
        dependencies: ["OutboardHost", "OutboardModel", "CRealtime"]
    ),
    .target(
        name: "OutboardIO",
        dependencies: [
            "OutboardModel", "OutboardRealtime", "CRealtime", "CSndfile", "CSamplerate",
        ],
        swiftSettings: render
    ),
    .target(
        name: "OutboardIOJACK",
        dependencies: ["OutboardIO", "OutboardRealtime", "CRealtime", "CJACK"],
        swiftSettings: render
    ),
    .target(
        name: "OutboardIOALSA",
        dependencies: ["OutboardIO", "OutboardRealtime", "CRealtime", "CALSA"],
        swiftSettings: render
    ),
    .target(
        name: "OutboardRender",
        dependencies: [
            "OutboardModel", "OutboardRealtime", "OutboardDSP", "OutboardGraph", "OutboardHost",
            "CRealtime",
        ],
        swiftSettings: render
    ),
    .target(name: "OutboardStore", dependencies: ["OutboardModel", "OutboardJSON", "CFiles"]),
    .target(
        name: "OutboardScan",
        dependencies: [
            "OutboardModel", "OutboardJSON", "OutboardHost", "OutboardStore", "CRealtime",
            "CProcess",
        ]
    ),
    .target(
        name: "OutboardSession",
        dependencies: [
            "OutboardModel", "OutboardProtocol", "OutboardJSON", "OutboardGraph",
            "OutboardRealtime", "OutboardDSP", "OutboardMIDI", "CRealtime",
            "OutboardHost", "OutboardIO", "OutboardRender", "OutboardStore", "OutboardScan", log,
        ]
    ),
    .target(name: "OutboardWebSocket", dependencies: ["CZlib", nio]),
    .target(
        name: "OutboardAccess",
        dependencies: ["OutboardModel", "OutboardProtocol", "OutboardJSON", jwt]
    ),
    .target(
        name: "OutboardActivity",
        dependencies: ["OutboardSession", "OutboardProtocol", "OutboardJSON", database]
    ),
    .target(name: "OutboardMetrics", dependencies: [metrics]),
    .target(
        name: "OutboardServer",
        dependencies: [
            "OutboardModel", "OutboardProtocol", "OutboardJSON", "OutboardSession",
            "OutboardStore", "OutboardWebSocket", "OutboardAccess", "OutboardMetrics", nio,
            nioPosix,
            nioHTTP, nioTLS, log, metrics,
        ]
    ),
    .target(
        name: "OutboardClient",
        dependencies: [
            "OutboardModel", "OutboardProtocol", "OutboardJSON", "OutboardWebSocket", nio, nioPosix,
            nioHTTP, nioTLS,
        ]
    ),
    .executableTarget(
        name: "outboard",
        dependencies: [
            "OutboardModel", "OutboardProtocol", "OutboardJSON", "OutboardHost", "OutboardHostLV2",
            "OutboardHostLADSPA", "OutboardHostCLAP", "OutboardHostVST3", "OutboardCheck",
            "OutboardIO", "OutboardIOJACK", "OutboardIOALSA", "OutboardStore", "OutboardScan",
            "OutboardSession", "OutboardActivity", "OutboardServer", "OutboardAccess",
            "OutboardClient", "CRealtime",
            "CFiniteMath",
            arguments, log, lifecycle,
        ],
        linkerSettings: [.unsafeFlags(finiteMath)]
    ),

    // Outboard's own plugins: a kit that speaks CLAP, the plugins, and the library of them that hosts open.
    .target(name: "CPluginKit", path: "Plugins/CKit", cSettings: optimisedC),
    .target(
        name: "PluginKit",
        dependencies: ["CPluginKit", "CCLAP", "CRealtime"],
        path: "Plugins/Kit",
        swiftSettings: render
    ),
    // What the larger ones compute, which knows nothing of plugins.
    .target(name: "CStockDSP", path: "Plugins/CStockDSP", cSettings: optimisedC),
    .target(
        name: "StockDSP",
        dependencies: ["CPluginKit", "CStockDSP"],
        path: "Plugins/StockDSP",
        swiftSettings: render
    ),
    // Optimised: transforms of minutes of sound.
    .testTarget(
        name: "StockDSPTests",
        dependencies: ["StockDSP", "CPluginKit"],
        swiftSettings: render
    ),
    .target(
        name: "StockPlugins",
        dependencies: ["PluginKit", "CPluginKit", "StockDSP", "CRealtime"],
        path: "Plugins/Stock",
        exclude: ["README.md"],
        swiftSettings: render
    ),
    .target(
        name: "StockBundle",
        dependencies: ["StockPlugins"],
        path: "Plugins/StockBundle",
        exclude: ["exports.map"],
        linkerSettings: ownRuntime
    ),

    // LV2 plugins whose behaviour is exactly known, and the bundle of them that tests load.
    .target(
        name: "FixturePlugins",
        path: "Plugins/Fixtures",
        exclude: ["fixtures.ttl", "manifest.ttl", "presets.ttl"]
    ),
    .target(
        name: "FixtureBundles",
        dependencies: ["FixturePlugins"],
        path: "Tests/Support/FixtureBundles"
    ),
    // What the tests of all formats do with plugins.
    .target(
        name: "HostRig",
        dependencies: ["OutboardHost"],
        path: "Tests/Support/HostRig"
    ),
    .testTarget(
        name: "OutboardHostLV2Tests",
        dependencies: [
            "OutboardHostLV2", "CLilv", "OutboardHost", "OutboardModel", "CRealtime",
            "FixtureBundles",
            "HostRig",
        ]
    ),
    // LADSPA plugins of that sort.
    .target(
        name: "LADSPAFixtures",
        dependencies: ["CLADSPA"],
        path: "Plugins/LADSPAFixtures"
    ),
    .testTarget(
        name: "OutboardHostLADSPATests",
        dependencies: [
            "OutboardHostLADSPA", "OutboardHost", "OutboardModel", "CLADSPA",
            "LADSPAFixtures", "HostRig",
        ]
    ),
    // CLAP plugins of that sort.
    .target(
        name: "CLAPFixtures",
        dependencies: ["CCLAP"],
        path: "Plugins/CLAPFixtures"
    ),
    .testTarget(
        name: "OutboardHostCLAPTests",
        dependencies: [
            "OutboardHostCLAP", "OutboardHost", "OutboardModel", "CRealtime",
            "CCLAP", "CLAPFixtures", "HostRig", "RenderGuard",
        ]
    ),
    // VST3 plugins of that sort, which tests lay out as a bundle.
    .target(
        name: "VST3Fixtures",
        dependencies: ["CVST3"],
        path: "Plugins/VST3Fixtures",
        linkerSettings: [.linkedLibrary("m")]
    ),
    .testTarget(
        name: "OutboardHostVST3Tests",
        dependencies: [
            "OutboardHostVST3", "OutboardCheck", "OutboardHost", "OutboardModel",
            "CRealtime", "VST3Fixtures", "HostRig", "RenderGuard",
        ]
    ),
    // Builds Plugins/Faults, which is C++ against Debian's dpf-source.
    .target(name: "FaultPlugins", path: "Tests/Support/FaultPlugins"),
    // What all formats promise alike.
    .testTarget(
        name: "OutboardFormatTests",
        dependencies: [
            "OutboardHostLV2", "OutboardHostLADSPA", "OutboardHostCLAP", "OutboardHostVST3",
            "OutboardHost", "OutboardModel", "OutboardSession", "OutboardStore", "CVST3", "HostRig",
            "FixtureBundles", "FaultPlugins",
        ]
    ),
    .testTarget(
        name: "OutboardIOTests",
        dependencies: ["OutboardIO", "OutboardRealtime", "CRealtime"]
    ),
    .target(
        name: "ALSAFixture",
        dependencies: ["CALSA"],
        path: "Tests/Support/ALSAFixture"
    ),
    .testTarget(
        name: "OutboardIOALSATests",
        dependencies: [
            "OutboardIOALSA", "OutboardIO", "OutboardRealtime", "CRealtime", "CALSA", "ALSAFixture",
        ]
    ),
    .testTarget(
        name: "OutboardIOJACKTests",
        dependencies: [
            "OutboardIOJACK", "OutboardIO", "OutboardRealtime", "CRealtime", "CJACK",
            "OutboardSession", "OutboardModel", "OutboardProtocol", "OutboardStore", "OutboardJSON",
            log,
        ]
    ),

    // Counts what a render thread may not do, in every test program that links it.
    .target(name: "CRenderGuard", path: "Tests/Support/CRenderGuard"),
    .target(
        name: "RenderGuard",
        dependencies: ["CRenderGuard"],
        path: "Tests/Support/RenderGuard"
    ),
    // Holds CLAP plugins to the rules, from outside.
    .target(
        name: "CLAPChecker",
        dependencies: ["CCLAP", "CRealtime", "RenderGuard"],
        path: "Tests/Support/CLAPChecker"
    ),
    // CLAP plugins that break one rule each.
    .target(name: "CLAPFaults", path: "Plugins/CLAPFaults"),
    .testTarget(
        name: "CLAPCheckerTests",
        dependencies: ["CLAPChecker", "CCLAP"]
    ),
    .testTarget(
        name: "StockHostingTests",
        dependencies: ["OutboardCheck", "OutboardHost", "OutboardHostCLAP", "OutboardModel"]
    ),
    .testTarget(
        name: "StockPluginsTests",
        dependencies: ["CLAPChecker", "CCLAP", "PluginKit", "StockPlugins"]
    ),
    .executableTarget(
        name: "render-probe",
        dependencies: [
            "OutboardRender", "OutboardGraph", "OutboardHost", "OutboardRealtime", "CRealtime",
        ] + (realtimeSanitizer == nil ? [] : ["CSanitizerGuard"]),
        path: "Tests/Support/RenderProbe",
        linkerSettings: sanitizerLinker
    ),
    .target(name: "CSanitizerGuard", path: "Tests/Support/CSanitizerGuard"),
    // What the Autobahn suite talks to: `make conformance`.
    .executableTarget(
        name: "websocket-echo",
        dependencies: ["OutboardWebSocket", nio, nioPosix, nioHTTP, nioConcurrency],
        path: "Tests/Support/EchoServer"
    ),
    // `make bench`. In this package, because it measures what is not public.
    .target(
        name: "CBareLoop",
        dependencies: ["CLilv", "CLADSPA", "CCLAP", "CVST3"],
        path: "Benchmarks/CBareLoop",
        cSettings: optimisedC
    ),
    .executableTarget(
        name: "render-bench",
        dependencies: [
            "OutboardRender", "OutboardGraph", "OutboardHost", "OutboardHostLV2",
            "OutboardHostLADSPA", "OutboardHostCLAP", "OutboardHostVST3", "OutboardModel",
            "CBareLoop", "CRealtime",
        ],
        path: "Benchmarks/RenderBench"
    ),
    .executableTarget(
        name: "codec-bench",
        dependencies: [
            "OutboardWebSocket", "OutboardProtocol", "OutboardModel", "OutboardJSON", nio,
        ],
        path: "Benchmarks/CodecBench"
    ),
    // `make bench-jack`: what is measured beside the program, and what measures.
    .executableTarget(
        name: "jack-bench",
        dependencies: ["CBareLoop", "CJACK"],
        path: "Benchmarks/JACKBench",
        cSettings: optimisedC
    ),
    .testTarget(
        name: "OutboardCLITests",
        dependencies: ["outboard", "OutboardModel", "OutboardProtocol"]
    ),
    .testTarget(name: "TidyTests"),
    .testTarget(name: "OutboardRealtimeTests", dependencies: ["OutboardRealtime"]),
    // Another's loudness meter, to compare ours with. Without pkg-config, which would be asked for it
    // by builds that have no tests.
    .systemLibrary(
        name: "CEbur128",
        path: "Tests/Support/CEbur128",
        providers: [.apt(["libebur128-dev"])]
    ),
    .testTarget(
        name: "OutboardDSPTests",
        dependencies: ["CRealtime", "OutboardDSP", "OutboardRealtime", "CEbur128"]
    ),
    // A scanner's worker without the rest of the program, and plugins that misbehave in every way.
    .executableTarget(
        name: "scan-probe",
        dependencies: ["OutboardScan", "OutboardHostLADSPA", "OutboardHostLV2", "OutboardHost"],
        path: "Tests/Support/ScanProbe"
    ),
    .target(
        name: "UnrulyLADSPA",
        dependencies: ["CLADSPA"],
        path: "Plugins/UnrulyLADSPA"
    ),
    .target(
        name: "ScanRig",
        dependencies: [
            "OutboardScan", "OutboardHost", "OutboardHostLADSPA", "OutboardModel", "UnrulyLADSPA",
            "scan-probe",
        ],
        path: "Tests/Support/ScanRig"
    ),
    .testTarget(
        name: "OutboardScanTests",
        dependencies: [
            "OutboardScan", "OutboardHost", "OutboardHostLV2", "OutboardModel", "ScanRig",
            "FixtureBundles",
        ]
    ),
    .testTarget(name: "OutboardGraphTests", dependencies: ["OutboardGraph"]),
    .testTarget(
        name: "OutboardRenderTests",
        dependencies: [
            "OutboardRender", "OutboardGraph", "OutboardHost", "OutboardRealtime", "CRealtime",
            "RenderGuard", "CRenderGuard",
        ]
    ),
    // Another's JSON patches, to compare ours with.
    .target(
        name: "JSONPatchJudge",
        path: "Tests/Support/JSONPatchJudge",
        exclude: ["judge.py"]
    ),
    .testTarget(name: "OutboardJSONTests", dependencies: ["OutboardJSON", "JSONPatchJudge"]),
    .testTarget(name: "OutboardMIDITests", dependencies: ["OutboardMIDI"]),
    .testTarget(
        name: "OutboardProtocolTests",
        dependencies: [
            "OutboardReference", "OutboardProtocol", "OutboardModel", "OutboardJSON",
        ]
    ),
    .testTarget(
        name: "OutboardWebSocketTests",
        dependencies: ["OutboardWebSocket", nio, nioEmbedded]
    ),
    .testTarget(
        name: "OutboardAccessTests",
        dependencies: ["OutboardAccess", "OutboardModel", "OutboardProtocol", "OutboardJSON"]
    ),
    .testTarget(
        name: "OutboardStoreTests",
        dependencies: ["OutboardStore", "OutboardModel", "CFiles"]
    ),
    .testTarget(
        name: "OutboardSessionTests",
        dependencies: [
            "OutboardSession", "OutboardModel", "OutboardProtocol", "OutboardHost",
            "OutboardHostLV2", "OutboardHostLADSPA", "OutboardHostCLAP", "OutboardHostVST3",
            "OutboardIO", "OutboardStore", "OutboardRealtime", "OutboardRender", "OutboardJSON",
            "OutboardScan", "ScanRig", "FixtureBundles", "FaultPlugins", "RenderGuard", "CRealtime",
            "JSONPatchJudge", log,
        ]
    ),
    .testTarget(
        name: "OutboardClientTests",
        dependencies: [
            "OutboardClient", "OutboardModel", "OutboardProtocol", "OutboardJSON",
            "OutboardWebSocket",
        ]
    ),
    .testTarget(
        name: "OutboardActivityTests",
        dependencies: ["OutboardActivity", "OutboardSession", "OutboardProtocol", database]
    ),
    .testTarget(name: "OutboardMetricsTests", dependencies: ["OutboardMetrics", metrics]),
    .testTarget(
        name: "OutboardServerTests",
        dependencies: [
            "OutboardServer", "OutboardAccess", "OutboardActivity", "OutboardClient",
            "OutboardSession", "OutboardModel", "OutboardProtocol", "OutboardJSON", "OutboardHost",
            "OutboardHostLV2", "OutboardIO", "OutboardStore", "OutboardWebSocket", "FixtureBundles",
            "CRealtime", nio, nioEmbedded, nioPosix, nioHTTP, log,
        ]
    ),
]

// `make fuzz-protocol`: links libFuzzer, which a plain build does not have.
let fuzzers: [Target] =
    environment["OUTBOARD_FUZZ"] == nil
    ? []
    : [
        .executableTarget(
            name: "protocol-fuzz",
            dependencies: [
                "OutboardWebSocket", "OutboardAccess", "OutboardProtocol", "OutboardModel",
                "OutboardJSON", nio,
            ],
            path: "Fuzz/Targets"
        )
    ]

// Libraries that tests open while they run, and do not link.
let opened = [
    "CLAPCheckerTests": ["CLAPFaults"],
    "OutboardFormatTests": ["LADSPAFixtures", "CLAPFixtures", "VST3Fixtures"],
    "StockHostingTests": ["StockBundle"],
    "StockPluginsTests": ["StockBundle"],
]

// OUTBOARD_TARGETS=Name,Name keeps those targets and what they stand on, so that work on the render
// core builds and tests in seconds, without the network packages.
let kept: [Target] = {
    let targets = targets + fuzzers
    guard let names = environment["OUTBOARD_TARGETS"] else { return targets }
    var wanted = Set(names.split(separator: ",").map(String.init))
    var count = 0
    while count != wanted.count {
        count = wanted.count
        for target in targets where wanted.contains(target.name) {
            for case .byNameItem(let name, _) in target.dependencies { wanted.insert(name) }
            wanted.formUnion(opened[target.name] ?? [])
        }
    }
    return targets.filter { wanted.contains($0.name) }
}()
let keptPackages = Set(
    kept.flatMap(\.dependencies).compactMap { dependency -> String? in
        if case .productItem(_, let package, _, _) = dependency { package } else { nil }
    }
)
let packages: [(name: String, owner: String, version: Version)] = [
    ("jwt-kit", "vapor", "5.7.1"),
    ("swift-nio-ssl", "apple", "2.37.6"),
    ("swift-nio", "apple", "2.101.2"),
    ("swift-log", "apple", "1.16.2"),
    ("swift-argument-parser", "apple", "1.8.2"),
    ("swift-service-lifecycle", "swift-server", "2.13.0"),
    ("swift-metrics", "apple", "2.13.0"),
    ("GRDB.swift", "groue", "7.10.0"),
]

let products: [Product] = [
    .executable(name: "outboard", targets: ["outboard"]),
    .library(name: "FixturePlugins", type: .dynamic, targets: ["FixturePlugins"]),
    .library(name: "CLAPFaults", type: .dynamic, targets: ["CLAPFaults"]),
    .library(name: "StockBundle", type: .dynamic, targets: ["StockBundle"]),
    .library(name: "LADSPAFixtures", type: .dynamic, targets: ["LADSPAFixtures"]),
    .library(name: "UnrulyLADSPA", type: .dynamic, targets: ["UnrulyLADSPA"]),
    .library(name: "CLAPFixtures", type: .dynamic, targets: ["CLAPFixtures"]),
    .library(name: "VST3Fixtures", type: .dynamic, targets: ["VST3Fixtures"]),
]

let package = Package(
    name: "outboard",
    products: products.filter { product in kept.contains { $0.name == product.name } },
    traits: [
        .trait(name: "TLS", description: "serve HTTPS and WSS by BoringSSL"),
        .trait(name: "JWT", description: "take tokens of identity providers, signed with RS256"),
    ],
    dependencies: packages.filter { keptPackages.contains($0.name) }.map {
        .package(url: "https://github.com/\($0.owner)/\($0.name)", from: $0.version)
    },
    targets: kept
)
