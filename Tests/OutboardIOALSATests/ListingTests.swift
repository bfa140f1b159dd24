import OutboardIO
import Testing

@testable import OutboardIOALSA

struct ListingTests {
    private func device(_ name: String, _ description: String? = nil, _ direction: String? = nil)
        -> DriverDevice?
    { DriverDevice(hint: name, description: description, direction: direction) }

    @Test func cardsAndNamesOfUsersAreShown() {
        let card = device("hw:CARD=USB,DEV=0", "USB Audio\nDirect hardware device", nil)
        #expect(card?.id == "hw:CARD=USB,DEV=0" && card?.isDefault == false)
        #expect(card?.name == "USB Audio, Direct hardware device")
        #expect(card?.inputs == nil && card?.outputs == nil)
        #expect(device("plughw:CARD=USB,DEV=0", nil, "Output")?.inputs == 0)
        #expect(device("plughw:CARD=USB,DEV=0", nil, "Input")?.outputs == 0)
        #expect(device("default")?.isDefault == true)
        #expect(device("pipewire")?.name == "pipewire")
    }

    @Test(arguments: [
        "null", "jack", "oss", "samplerate", "upmix", "surround51:CARD=USB,DEV=0",
        "front:CARD=USB,DEV=0", "iec958:CARD=USB,DEV=0", "dmix:CARD=USB,DEV=0", ":",
    ])
    func convertersAndPartsAreNot(name: String) {
        #expect(device(name) == nil)
    }

    @Test func theDefaultIsFirstAndCardsComeNext() {
        let names = ["plughw:CARD=A", "hw:CARD=B", "default", "hw:CARD=A", "pipewire"]
        let ordered = DriverDevice.inOrder(names.compactMap { device($0) }).map(\.id)
        #expect(
            ordered == ["default", "hw:CARD=B", "hw:CARD=A", "plughw:CARD=A", "pipewire"]
        )
    }

    /// By alsa-lib itself: names of its configuration are among them, and nothing is opened.
    @Test func namesOfTheConfigurationAreListed() {
        _ = Devices.folder
        let listing = ALSADriver.list()
        #expect(listing.isRunning == !listing.devices.isEmpty)
        #expect((listing.problem == nil) == listing.isRunning)
        #expect(!listing.devices.contains { $0.id == "null" })
    }

    /// A device without hardware gives way to itself with another quantum, as a card does.
    @Test func theNullDeviceIsOpenedAgain() throws {
        _ = Devices.folder
        for quantum in [64, 256] {
            let driver = ALSADriver()
            let format = try driver.open(DriverRequest(device: "null", quantumFrames: quantum))
            #expect(format.quantumFrames == quantum)
            let counter = CycleCounter()
            try driver.start(counter.entry)
            counter.wait(forFrames: 4 * quantum)
            driver.stop()
            driver.close()
        }
    }
}
