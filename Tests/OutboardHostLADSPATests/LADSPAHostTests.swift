import OutboardHost
import OutboardHostLADSPA
import OutboardModel
import Testing

@Suite struct LADSPAHostTests {
    let rig: FixtureRig

    init() throws { rig = try FixtureRig() }

    @Test func installedPluginsAreThoseThatCanBeDescribedInOrder() throws {
        try rig.folder.write("no library", as: "text.so")
        try rig.folder.write("", as: "empty.so")
        try rig.folder.write("", as: ".so")
        try rig.folder.compile("int unrelated = 1;", as: "unrelated")
        #expect(
            rig.host.installedPlugins().map(\.id.text)
                == [
                    "cross", "delay", "gain", "hints", "life", "refusing",
                ].map { "fixtures:" + $0 }
        )
    }

    @Test func oneDescriptionEqualsThatInTheList() throws {
        for descriptor in rig.host.installedPlugins() {
            let fresh = try FixtureRig()
            #expect(try fresh.host.descriptor(of: descriptor.id) == descriptor)
        }
    }

    @Test func descriptorTellsNameVendorAndChannels() throws {
        let cross = try rig.host.descriptor(of: ladspa("fixtures:cross"))
        #expect((cross.name, cross.vendor) == ("Cross", "Outboard"))
        #expect((cross.audioInputs, cross.audioOutputs) == (2, 2))
        #expect((cross.eventInputs, cross.eventOutputs) == (0, 0))
        #expect(cross.parameters == [])
    }

    @Test(arguments: ["gain", "9001", "fixtures:gain"])
    func labelNumberAndFullNameFindTheSamePlugin(_ text: String) throws {
        #expect(try rig.host.descriptor(of: ladspa(text)).id == ladspa("fixtures:gain"))
        let instance = try rig.host.instantiate(ladspa(text), configuration: configuration())
        #expect(instance.descriptor.id == ladspa("fixtures:gain"))
    }

    @Test(arguments: ["gain", "9001"])
    func whatTwoLibrariesHaveIsAmbiguousAndBothAreNamed(_ text: String) throws {
        try rig.folder.addFixtures("more")
        let error = #expect(throws: HostError.self) {
            _ = try rig.host.descriptor(of: ladspa(text))
        }
        #expect(error?.code == .ambiguous)
        #expect(error?.message.contains("fixtures:gain, more:gain") == true)
        #expect(try rig.host.descriptor(of: ladspa("more:gain")).id == ladspa("more:gain"))
    }

    @Test func earlierDirectoryHasPrecedence() throws {
        let second = try LibraryFolder()
        try second.write("no library", as: "fixtures.so")
        let ours = PluginLibrary([
            LADSPAHost(searchPath: "/nowhere:" + rig.folder.path + ":" + second.path)
        ])
        #expect(try ours.descriptor(of: ladspa("fixtures:gain")).name == "Gain")
        let theirs = PluginLibrary([LADSPAHost(searchPath: second.path + ":" + rig.folder.path)])
        #expect(throws: HostError.self) { _ = try theirs.descriptor(of: ladspa("fixtures:gain")) }
    }

    @Test(arguments: [
        "fixtures:absent", "absent:gain", "absent", "9999", "", ":", ":gain", "fixtures:",
        "../fixtures:gain", "http://example.org/plugin",
    ])
    func absentPluginIsNotInstalled(_ text: String) {
        let error = #expect(throws: HostError.self) {
            _ = try rig.host.descriptor(of: ladspa(text))
        }
        #expect(error?.code == .notInstalled)
    }

    @Test func pluginOfAnotherFormatIsNotInstalled() {
        let error = #expect(throws: HostError.self) {
            _ = try rig.host.descriptor(of: PluginID(format: .lv2, "fixtures:gain"))
        }
        #expect(error?.code == .notInstalled)
    }

    @Test(arguments: ["without_run", "odd_port"])
    func pluginThatLacksWhatEachHasIsUnsupported(_ label: String) {
        let error = #expect(throws: HostError.self) { _ = try rig.instance(label) }
        #expect(error?.code == .unsupported)
        #expect(error?.subject == "fixtures:" + label)
    }

    @Test func refusalToLoadIsAnError() {
        let error = #expect(throws: HostError.self) { _ = try rig.instance("refusing") }
        #expect(error?.code == .instantiationFailed)
    }

    @Test func fileThatIsNoLibraryIsAnErrorThatSaysWhy() throws {
        try rig.folder.write("no library", as: "text.so")
        let error = #expect(throws: HostError.self) {
            _ = try rig.host.descriptor(of: ladspa("text:gain"))
        }
        #expect(error?.code == .instantiationFailed)
        #expect(error?.message.contains("text.so") == true)
    }

    @Test func libraryOfOtherThingsIsAnErrorThatSaysWhy() throws {
        try rig.folder.compile("int unrelated = 1;", as: "unrelated")
        let error = #expect(throws: HostError.self) {
            _ = try rig.host.descriptor(of: ladspa("unrelated:gain"))
        }
        #expect(error?.code == .instantiationFailed)
        #expect(error?.message.contains("ladspa_descriptor") == true)
    }

    /// Calling what is not there would end the program.
    @Test func libraryThatLacksASymbolIsRefused() throws {
        try rig.folder.compile(
            """
            void outboard_has_no_such_function(void);
            const void *ladspa_descriptor(unsigned long index) {
                if (index == 1000) outboard_has_no_such_function();
                return 0;
            }
            """,
            as: "lacking"
        )
        let error = #expect(throws: HostError.self) {
            _ = try rig.host.descriptor(of: ladspa("lacking:gain"))
        }
        #expect(error?.code == .instantiationFailed)
        #expect(error?.message.contains("outboard_has_no_such_function") == true)
    }

    @Test func mathematicsResolveForALibraryThatDoesNotNameThem() throws {
        try rig.folder.compile(
            """
            float sqrtf(float);
            float (*root)(float) = sqrtf;
            const void *ladspa_descriptor(unsigned long index) {
                if (root(4) != 2) for (;;) ;
                return 0;
            }
            """,
            as: "mathematics"
        )
        let error = #expect(throws: HostError.self) {
            _ = try rig.host.descriptor(of: ladspa("mathematics:gain"))
        }
        #expect(error?.code == .notInstalled)
    }

    @Test func pluginOutlivesItsHost() throws {
        var host: PluginLibrary? = PluginLibrary([LADSPAHost(searchPath: rig.folder.path)])
        let loaded = try PluginBench(
            host!.instantiate(ladspa("fixtures:gain"), configuration: configuration())
        )
        host = nil
        loaded.input(0)[0] = 0.5
        #expect(loaded.run(1) == [0.5])
    }
}
