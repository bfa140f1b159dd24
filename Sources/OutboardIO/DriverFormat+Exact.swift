extension DriverFormat {
    /// What a driver without a device gives: the request itself, where it makes sense.
    init(exactly request: DriverRequest, subject: String) throws(DriverError) {
        guard request.sampleRateHertz > 0, request.quantumFrames > 0, request.inputChannels >= 0,
            request.outputChannels >= 0
        else {
            throw DriverError(
                .unsupported,
                subject: subject,
                message: "needs a sample rate and a quantum above 0, and no negative channels"
            )
        }
        self.init(
            sampleRateHertz: request.sampleRateHertz,
            quantumFrames: request.quantumFrames,
            inputChannels: request.inputChannels,
            outputChannels: request.outputChannels
        )
    }
}
