import Testing

@testable import OutboardMIDI

struct Placeholder {}
