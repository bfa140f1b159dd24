import OutboardJSON

@testable import outboard

extension SessionView {
    /// Two tracks, a bus, plugins with parameters, a send and a curve, as the server shows them: each found by its
    /// id, and placed by `order`.
    static let sample = SessionView([
        "epoch": "e", "revision": 3,
        "session": [
            "id": "demo", "name": "Demo", "sample_rate_hertz": 48_000, "latency_frames": 12,
            "tracks": [
                // The other way round than they stand.
                "keys": [
                    "id": "keys", "name": "Keys", "order": 2, "level_decibels": -6, "pan": 0.25,
                    "mute": true, "solo": false, "inserts": [:], "sends": [:],
                    "source": ["kind": "none"], "output": "master",
                ],
                "vox": [
                    "id": "vox", "name": "Lead vocal", "order": 1, "level_decibels": nil, "pan": 0,
                    "mute": false, "solo": false, "output": ["bus": "fx"],
                    "source": ["kind": "input", "channels": [0]],
                    "sends": [
                        "fx": ["send_id": "fx", "bus_id": "fx", "level_decibels": -12, "order": 1]
                    ],
                    "inserts": [
                        "comp": [
                            "id": "comp", "name": "Compressor", "order": 2, "bypass": true,
                            "parameters": [
                                "threshold": [
                                    "id": "threshold", "name": "Threshold", "order": 0,
                                    "value": -18, "text": "-18.0 dB", "minimum": -60,
                                    "maximum": 0, "default": -20, "unit": "dB",
                                ],
                                "makeup": [
                                    "id": "makeup", "name": "Gain", "order": 1, "value": 0,
                                    "minimum": 0, "maximum": 24, "default": 0, "unit": "dB",
                                ],
                            ],
                        ],
                        "eq": [
                            "id": "eq", "name": "Equalizer", "order": 1, "bypass": false,
                            "parameters": [
                                "low": [
                                    "id": "low", "name": "Gain", "order": 0, "value": 0,
                                    "minimum": -12, "maximum": 12, "default": 0,
                                ],
                                "high": [
                                    "id": "high", "name": "Gain", "order": 1, "value": 0,
                                    "minimum": -12, "maximum": 12, "default": 0,
                                ],
                            ],
                        ],
                    ],
                ],
            ],
            "buses": [
                "fx": [
                    "id": "fx", "name": "Effects", "order": 1, "inserts": [:], "sends": [:],
                    "output": "master",
                ]
            ],
            "master": [
                "id": "master", "name": "Master", "order": 0, "inserts": [:], "sends": [:],
            ],
            "song": [
                "tempos": [["beat": 0, "bpm": 120]],
                "signatures": [["bar": 0, "numerator": 4, "denominator": 4]], "loop": nil,
                "rolls_at_once": false,
            ],
            "automation": [
                "vox fader": [
                    "track_id": "vox", "control": "fader", "mode": "read", "order": 1,
                    "points": [[0, -12], [1.5, 0]],
                ]
            ],
        ],
    ])
}
