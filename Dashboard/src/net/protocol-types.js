/**
 * The types on the wire. Made from the request table by `make protocol`. Nothing loads this: it is named as
 * `import("./protocol-types.js").Strip`.
 *
 * @typedef {object} Job
 * @property {string} job_id a job
 * @property {"render" | "scan"} kind what it does
 * @property {"queued" | "active" | "completed" | "failed" | "cancelled"} status how it is
 * @property {string} title for people
 * @property {string} user_id who asked for it; empty: the program
 * @property {number} progress how much of it is done
 * @property {string} queued_at when it was asked for
 * @property {string} [started_at] when it began
 * @property {string} [ended_at] when it ended
 * @property {string} [file] what it renders: `GET /api/jobs/{id}/file` once it is `completed`
 * @property {number} [frames] of the file
 * @property {string} [error] why it failed
 * @property {Array<string>} [problems] what could not be loaded, and the like
 *
 * @typedef {object} Parameter
 * @property {number} order its place among those beside it, ascending; what comes between two gets a number between theirs
 * @property {string} id the `parameter_id` of requests
 * @property {string} name what people see
 * @property {number} [value] in its own unit; of an insert
 * @property {number} [normalized_value] of an insert
 * @property {string} [text] as the plugin writes the value; of an insert
 * @property {number} minimum the least
 * @property {number} maximum the most
 * @property {number} default where it starts
 * @property {string} unit of value, minimum, maximum and default
 * @property {"continuous" | "integer" | "toggle" | "choice" | "trigger"} kind what it is like
 * @property {"linear" | "logarithmic"} law how `normalized_value` maps to `value`
 * @property {Array<{ value: number, label: string }>} choices the values that have names
 *
 * @typedef {object} Property
 * @property {number} order its place among those beside it, ascending; what comes between two gets a number between theirs
 * @property {string} id its URI
 * @property {string} name what people see
 * @property {"number" | "boolean" | "text" | "path" | "uri"} kind what it holds
 * @property {string} unit of a number
 * @property {boolean} writable whether it can be set
 * @property {number} [minimum] of a number
 * @property {number} [maximum] of a number
 * @property {number | boolean | string} [value] what the plugin has; of a file the absolute path
 *
 * @typedef {object} Insert
 * @property {string} id the `plugin_id` of requests
 * @property {string} name what people see
 * @property {number} order its place among those beside it, ascending; what comes between two gets a number between theirs
 * @property {"lv2" | "clap" | "vst3" | "ladspa"} format the plugin's format
 * @property {string} uri the plugin's id in its format
 * @property {boolean} placeholder stands for a plugin that is not there: audio passes, and its values are kept
 * @property {string} [reason] why it is a placeholder
 * @property {number} latency_frames how late the signal is for plugins (frames)
 * @property {boolean} bypass whether it is bypassed
 * @property {{ track_id: string, pre_fader?: boolean } | null} [side_chain] the strip that the plugin listens to; null is none
 * @property {Record<string, Parameter>} parameters by their symbols
 * @property {Record<string, Property>} properties those that can be set, by their URIs
 *
 * @typedef {object} Send
 * @property {string} send_id a send of the strip
 * @property {string} bus_id the bus that it goes to
 * @property {number} order its place among those beside it, ascending; what comes between two gets a number between theirs
 * @property {number | null} level_decibels the level (dB)
 * @property {number} pan -1 is left, 0 the centre, 1 right
 * @property {boolean} mute whether it is muted
 * @property {boolean} pre_fader before the strip's fader, pan, mute and solo; else behind them
 *
 * @typedef {object} Strip
 * @property {string} id the `track_id` of requests
 * @property {string} name what people see
 * @property {number} order its place among those beside it, ascending; what comes between two gets a number between theirs
 * @property {number} channels that it has
 * @property {{ kind: "none" } | { kind: "input", channels: Array<number> } | { kind: "file", path: string, loop?: boolean } | { kind: "notes", channels?: Array<number>, path?: string | null }} [source] of a track
 * @property {number | null} level_decibels the level (dB)
 * @property {number} pan -1 is left, 0 the centre, 1 right
 * @property {boolean} mute whether it is muted
 * @property {boolean} [solo] of all but the master
 * @property {Record<string, Insert>} inserts by their ids
 * @property {Record<string, Send>} sends by their ids
 * @property {"master" | "none" | { bus: string } | { device_channel: number }} output where the signal goes
 * @property {number} latency_frames how late the signal is for plugins (frames)
 *
 * @typedef {object} Song
 * @property {Array<{ beat: number, bpm: number }>} tempos from beat 0 on, in the order of time
 * @property {Array<{ bar: number, numerator: number, denominator: 1 | 2 | 4 | 8 | 16 | 32 | 64 }>} signatures from bar 0 on, in the order of time
 * @property {{ from_seconds: number, to_seconds: number } | null} loop at least 10 ms long; null is none
 * @property {boolean} rolls_at_once whether the song rolls as soon as the session is there
 *
 * @typedef {object} Curve
 * @property {string} track_id a track, a bus or `master`
 * @property {string} [plugin_id] an insert; ids of inserts are unique in a session
 * @property {string} [parameter_id] the parameter's symbol
 * @property {"fader" | "pan"} [control] a strip's own control, instead of a parameter
 * @property {number} order its place among those beside it, ascending; what comes between two gets a number between theirs
 * @property {"off" | "read" | "touch" | "latch" | "write"} mode what the curve and hands do while the song rolls
 * @property {Array<[number, number]>} points in the order of time
 *
 * @typedef {object} Session
 * @property {string} id the session's id
 * @property {string} name what people see
 * @property {number} sample_rate_hertz of the engine (Hz)
 * @property {Record<string, Strip>} tracks by their ids
 * @property {Record<string, Strip>} buses by their ids
 * @property {Strip} master the last strip
 * @property {Song} song tempos, signatures and loop
 * @property {Record<string, Curve>} automation by what they move: `track/fader`, `track/pan`, `track/plugin/parameter`; in an id, `~` is `~0` and `/` is `~1`
 * @property {number} latency_frames how late the signal is for plugins (frames)
 *
 * @typedef {object} ChangedBy
 * @property {string} user_id who it speaks for
 * @property {string} connection_id the connection
 *
 * @typedef {object} Change
 * @property {number} revision the session's revision afterwards
 * @property {ChangedBy} changed_by who did it; `user_id` is `plugin` and `connection_id` empty where the plugin did it by itself
 * @property {string} [origin_id] the id of the request that did it
 * @property {string} [type] the request's
 *
 * @typedef {object} Person
 * @property {string} user_id who it speaks for
 * @property {"viewer" | "musician" | "engineer" | "owner"} role what it may do
 * @property {string} since when the device came
 * @property {string} place a path of the dashboard, or nothing
 * @property {"active" | "away"} status whether the person is at it
 * @property {{ track_id: string, plugin_id?: string, parameter_id?: string } | null} [focus] what the person looks at
 * @property {Array<{ track_id: string, plugin_id?: string, parameter_id?: string, control?: "fader" | "pan" }>} holds the controls that it has a hand on
 *
 * @typedef {object} Spread
 * @property {number} count requests
 * @property {number} p50_us half took no longer (µs)
 * @property {number} p99_us 99 of 100 did not (µs)
 * @property {number} max_us the longest (µs)
 *
 * @typedef {object} Stages
 * @property {Spread} [receive] this part of the way
 * @property {Spread} [queue] this part of the way
 * @property {Spread} [apply] this part of the way
 * @property {Spread} [ack] this part of the way
 * @property {Spread} [total] this part of the way
 *
 * @typedef {object} IdentifyData
 * @property {string} [client] the program's name
 * @property {string} [client_id] chosen by the client, and kept by it over its connections
 * @property {number} [protocol] the version that it speaks; the server's by default
 * @property {string} [token] the server's token, where one is needed
 * @property {Array<"changes" | "state" | "transport" | "loudness" | "recording" | "scan" | "engine" | "presence" | "chat" | "activity" | "latency" | "metrics" | "workflow">} [subscribe] the topics that it wants to hear of
 * @property {{ epoch: string, revision: number } | null} [resume] where it goes on, as `identified` and deltas named it
 *
 * @typedef {object} ReidentifyData
 * @property {Array<"changes" | "state" | "transport" | "loudness" | "recording" | "scan" | "engine" | "presence" | "chat" | "activity" | "latency" | "metrics" | "workflow">} subscribe the topics that it wants to hear of
 *
 * @typedef {object} ReauthData
 * @property {string} token the new token
 *
 * @typedef {object} KickData
 * @property {string} connection_id the connection, as `identified` named it
 *
 * @typedef {object} PluginParameterData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} plugin_id an insert; ids of inserts are unique in a session
 * @property {string} parameter_id the parameter's symbol
 * @property {number} [parameter_value] in the parameter's own unit; its range is the parameter's
 * @property {boolean} [normalized] the value is 0...1 of the way from minimum to maximum, by the parameter's law
 * @property {string} [text] the value as a person writes it, instead: `-18 dB`, `2k`, `50%` of the way, a choice's label; the plugin reads it, where it can
 * @property {"begin" | "end"} [gesture] the hand takes hold of the control or lets go of it; a change within a gesture says nothing
 * @property {"applied" | "accepted"} [reply] `applied`: the ack comes when the value is heard; `accepted`: as soon as it is on its way, with the revision of that moment
 *
 * @typedef {object} PluginPropertyData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} plugin_id an insert; ids of inserts are unique in a session
 * @property {string} property_id the property's URI, or the end of it where no other property of the plugin ends so
 * @property {number | boolean | string} value a text is read as what it says where the property is a number or a switch; a file is named by its path beneath the session's directory, where it must be, and "" is no file
 *
 * @typedef {object} PresetLoadData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} plugin_id an insert; ids of inserts are unique in a session
 * @property {string} preset_id one of our own presets, or the URI of one that came with the plugin
 *
 * @typedef {object} PresetSaveData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} plugin_id an insert; ids of inserts are unique in a session
 * @property {string} name what people see
 * @property {string} [preset_id] letters, digits, `-`, `_` and `.`, a letter or a digit first, because it names a file; where it is left out, a free one that resembles the name
 * @property {boolean} [replace] what has that id goes to the trash; else it is a `CONFLICT`
 *
 * @typedef {object} PresetDeleteData
 * @property {string} preset_id one of our own presets, or the URI of one that came with the plugin
 *
 * @typedef {object} TrashRestoreData
 * @property {"session" | "preset"} kind what it is
 * @property {string} name what it is called in the trash, as `TRASH_LIST` has it
 * @property {string} [id] letters, digits, `-`, `_` and `.`, a letter or a digit first, because it names a file; where it is left out, a free one that resembles the name
 *
 * @typedef {object} TrackFaderData
 * @property {string} track_id a track, a bus or `master`
 * @property {number | null} [level_decibels] the level (dB)
 * @property {"begin" | "end"} [gesture] the hand takes hold of the control or lets go of it; a change within a gesture says nothing
 *
 * @typedef {object} TrackPanData
 * @property {string} track_id a track, a bus or `master`
 * @property {number} [pan] -1 is left, 0 the centre, 1 right
 * @property {"begin" | "end"} [gesture] the hand takes hold of the control or lets go of it; a change within a gesture says nothing
 *
 * @typedef {object} TrackMuteData
 * @property {string} track_id a track, a bus or `master`
 * @property {boolean} mute whether it is muted
 *
 * @typedef {object} TrackSoloData
 * @property {string} track_id a track, a bus or `master`
 * @property {boolean} solo whether it is soloed
 *
 * @typedef {object} SendSetData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} send_id a send of the strip
 * @property {number | null} [level_decibels] the level (dB)
 * @property {number} [pan] -1 is left, 0 the centre, 1 right
 * @property {boolean} [mute] whether it is muted
 *
 * @typedef {object} TrackAddData
 * @property {string} track_id the new track's id
 * @property {string} [name] what people see; the id by default
 * @property {{ kind: "none" } | { kind: "input", channels: Array<number> } | { kind: "file", path: string, loop?: boolean } | { kind: "notes", channels?: Array<number>, path?: string | null }} [source] where the signal comes from
 * @property {number} [index] the place, 0-based; beyond the last is the last
 * @property {number | null} [level_decibels] the level (dB)
 * @property {number} [pan] -1 is left, 0 the centre, 1 right
 * @property {boolean} [mute] whether it is muted
 * @property {boolean} [solo] whether it is soloed
 * @property {"master" | "none" | { bus: string } | { device_channel: number }} [output] where the signal goes
 *
 * @typedef {object} TrackRemoveData
 * @property {string} track_id a track
 *
 * @typedef {object} TrackMoveData
 * @property {string} track_id a track
 * @property {number} index the place, 0-based; beyond the last is the last
 *
 * @typedef {object} TrackRenameData
 * @property {string} track_id a track or a bus
 * @property {string} name what people see
 *
 * @typedef {object} TrackSourceData
 * @property {string} track_id a track
 * @property {{ kind: "none" } | { kind: "input", channels: Array<number> } | { kind: "file", path: string, loop?: boolean } | { kind: "notes", channels?: Array<number>, path?: string | null }} source where the signal comes from
 *
 * @typedef {object} TrackOutputData
 * @property {string} track_id a track, a bus or `master`
 * @property {"master" | "none" | { bus: string } | { device_channel: number }} output where the signal goes
 *
 * @typedef {object} BusAddData
 * @property {string} track_id the new bus's id
 * @property {string} [name] what people see; the id by default
 * @property {number} [channels] how many
 * @property {number} [index] the place, 0-based; beyond the last is the last
 * @property {number | null} [level_decibels] the level (dB)
 * @property {number} [pan] -1 is left, 0 the centre, 1 right
 * @property {boolean} [mute] whether it is muted
 * @property {boolean} [solo] whether it is soloed
 * @property {"master" | "none" | { bus: string } | { device_channel: number }} [output] where the signal goes
 *
 * @typedef {object} BusRemoveData
 * @property {string} track_id a bus
 *
 * @typedef {object} SendAddData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} send_id a send of the strip
 * @property {string} bus_id the bus that it goes to
 * @property {number | null} [level_decibels] the level (dB)
 * @property {number} [pan] -1 is left, 0 the centre, 1 right
 * @property {boolean} [mute] whether it is muted
 * @property {boolean} [pre_fader] before the strip's fader, pan, mute and solo; else behind them
 * @property {number} [index] the place, 0-based; beyond the last is the last
 *
 * @typedef {object} SendRemoveData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} send_id a send of the strip
 *
 * @typedef {object} SendTapData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} send_id a send of the strip
 * @property {boolean} pre_fader before the strip's fader, pan, mute and solo; else behind them
 *
 * @typedef {object} PluginAddData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} plugin_id the new insert's id
 * @property {string} uri the plugin's id in its format
 * @property {"lv2" | "clap" | "vst3" | "ladspa"} [format] the plugin's format
 * @property {string} [name] what people see; the id by default
 * @property {Record<string, number>} [parameters] plain values by the parameters' symbols
 * @property {Record<string, number | boolean | string>} [properties] values by the properties' URIs
 * @property {boolean} [bypass] whether it is bypassed
 * @property {{ track_id: string, pre_fader?: boolean } | null} [side_chain] the strip that the plugin listens to; null is none
 * @property {number} [index] the place, 0-based; beyond the last is the last
 *
 * @typedef {object} PluginRemoveData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} plugin_id an insert; ids of inserts are unique in a session
 * @property {number} [ring_out_seconds] for so long its output is heard while its input is silent (s)
 *
 * @typedef {object} PluginMoveData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} plugin_id an insert; ids of inserts are unique in a session
 * @property {string} [to_track_id] the strip that it goes to; the same by default
 * @property {number} index the place, 0-based; beyond the last is the last
 *
 * @typedef {object} PluginReplaceData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} plugin_id an insert; ids of inserts are unique in a session
 * @property {string} [new_plugin_id] the new insert's id; the old one's by default
 * @property {string} uri the plugin's id in its format
 * @property {"lv2" | "clap" | "vst3" | "ladspa"} [format] the plugin's format
 * @property {string} [name] what people see; the id by default
 * @property {Record<string, number>} [parameters] plain values by the parameters' symbols
 * @property {Record<string, number | boolean | string>} [properties] values by the properties' URIs
 * @property {boolean} [bypass] whether it is bypassed
 * @property {{ track_id: string, pre_fader?: boolean } | null} [side_chain] the strip that the plugin listens to; null is none
 *
 * @typedef {object} PluginBypassData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} plugin_id an insert; ids of inserts are unique in a session
 * @property {boolean} bypass whether it is bypassed
 *
 * @typedef {object} PluginSideChainData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} plugin_id an insert; ids of inserts are unique in a session
 * @property {{ track_id: string, pre_fader?: boolean } | null} [side_chain] the strip that the plugin listens to; null is none
 *
 * @typedef {object} AutomationSetData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} [plugin_id] an insert; ids of inserts are unique in a session
 * @property {string} [parameter_id] the parameter's symbol
 * @property {"fader" | "pan"} [control] a strip's own control, instead of a parameter
 * @property {"off" | "read" | "touch" | "latch" | "write"} [mode] what the curve and hands do while the song rolls
 * @property {Array<[number, number]>} [points] in the order of time
 *
 * @typedef {object} AutomationModeData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} [plugin_id] an insert; ids of inserts are unique in a session
 * @property {string} [parameter_id] the parameter's symbol
 * @property {"fader" | "pan"} [control] a strip's own control, instead of a parameter
 * @property {"off" | "read" | "touch" | "latch" | "write"} mode what the curve and hands do while the song rolls
 *
 * @typedef {object} SongSetData
 * @property {Array<{ beat: number, bpm: number }>} [tempos] from beat 0 on, in the order of time
 * @property {Array<{ bar: number, numerator: number, denominator: 1 | 2 | 4 | 8 | 16 | 32 | 64 }>} [signatures] from bar 0 on, in the order of time
 * @property {{ from_seconds: number, to_seconds: number } | null} [loop] at least 10 ms long; null is none
 * @property {boolean} [rolls_at_once] whether the song rolls as soon as the session is there
 *
 * @typedef {object} BatchData
 * @property {Array<{ type: string, data: object }>} requests in their order
 * @property {"atomic" | "serial"} [mode] `atomic`: all or nothing, at one edge of a block, with one revision, one step to undo and one delta; `serial`: each on its own, and the ack has a result for each
 *
 * @typedef {object} UndoData
 * @property {number} [count] how many steps
 * @property {boolean} [force] also where somebody else has changed the same since
 *
 * @typedef {object} RedoData
 * @property {number} [count] how many steps
 * @property {boolean} [force] also where somebody else has changed the same since
 *
 * @typedef {object} HistoryData
 * @property {number} [limit] how many at the most
 *
 * @typedef {object} PluginParametersData
 * @property {Array<{ parameter_value: number, normalized?: boolean, track_id: string, plugin_id: string, parameter_id: string } | { text: string, track_id: string, plugin_id: string, parameter_id: string }>} parameters the last counts of several for one parameter
 *
 * @typedef {object} ParameterResetData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} plugin_id an insert; ids of inserts are unique in a session
 * @property {string} [parameter_id] the parameter's symbol
 *
 * @typedef {object} SessionRenameData
 * @property {string} name what people see
 *
 * @typedef {object} PresetListData
 * @property {string} [plugin] an installed plugin's id in its format, or an insert of the live session
 *
 * @typedef {object} PluginDescribeData
 * @property {string} plugin an installed plugin's id in its format, or an insert of the live session
 *
 * @typedef {object} EngineDeviceData
 * @property {string} driver a driver, or `auto` for the first that opens
 * @property {string} [device] its `id`; absent is the one in use where the driver stays, and else the driver's default
 * @property {number} [sample_rate_hertz] the rate; absent is what was asked for last, or else as it is (Hz)
 * @property {number} [quantum_frames] frames of a cycle; absent is what was asked for last (frames)
 *
 * @typedef {object} PanicData
 * @property {boolean} [off] lets everything be heard again
 *
 * @typedef {object} ParameterRampData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} [plugin_id] an insert; ids of inserts are unique in a session
 * @property {string} [parameter_id] the parameter's symbol
 * @property {"fader" | "pan"} [control] a strip's own control, instead of a parameter
 * @property {number | null} value plain, of a fader in dB; null is silence
 * @property {number} seconds how long it takes (s)
 *
 * @typedef {object} TransportLocateData
 * @property {number} seconds from the start (s)
 *
 * @typedef {object} NoteData
 * @property {string} track_id a track, a bus or `master`
 * @property {number[]} bytes a channel message of MIDI
 *
 * @typedef {object} SessionLoadData
 * @property {string} session_id a session
 *
 * @typedef {object} SessionNewData
 * @property {string} name what people see
 * @property {string} [session_id] letters, digits, `-`, `_` and `.`, a letter or a digit first, because it names a file; where it is left out, a free one that resembles the name
 * @property {boolean} [open] it becomes the live one
 *
 * @typedef {object} SessionSaveAsData
 * @property {string} name what people see
 * @property {string} [session_id] letters, digits, `-`, `_` and `.`, a letter or a digit first, because it names a file; where it is left out, a free one that resembles the name
 * @property {boolean} [replace] what has that id goes to the trash; else it is a `CONFLICT`
 *
 * @typedef {object} SessionDeleteData
 * @property {string} session_id a session
 *
 * @typedef {object} RecordStartData
 * @property {string} track_id a track, a bus or `master`
 * @property {string} [name] the file's, without its ending; the track's id and the time by default
 * @property {"wav16" | "wav24" | "wav32f" | "flac16" | "flac24"} [format] the file's
 *
 * @typedef {object} RecordStopData
 * @property {string} track_id a track, a bus or `master`
 *
 * @typedef {object} LoudnessStartData
 * @property {string} track_id a track, a bus or `master`
 *
 * @typedef {object} LoudnessStopData
 * @property {string} track_id a track, a bus or `master`
 *
 * @typedef {object} LoudnessReadData
 * @property {string} [track_id] a track, a bus or `master`
 *
 * @typedef {object} LoudnessResetData
 * @property {string} [track_id] a track, a bus or `master`
 *
 * @typedef {object} PluginScanData
 * @property {"changed" | "blocked" | "all"} [scope] `changed`: plugins that are new or have changed; `blocked`: those, and what is blocked
 *
 * @typedef {object} MetersSubscribeData
 * @property {number} [rate_hertz] how often (Hz)
 *
 * @typedef {object} ActivitySearchData
 * @property {string} [text] words of the text, the code, the person or the object, or how they begin
 * @property {Array<"INFO" | "SUCCESS" | "WARNING" | "ERROR">} [levels] any of these; all by default
 * @property {string} [actor] who did it
 * @property {string} [subject] the id of what it is about
 * @property {string} [from] no earlier than that
 * @property {string} [to] no later than that
 * @property {number} [before_seq] what came before that one: `next_before_seq` of the page before
 * @property {number} [limit] entries a page
 *
 * @typedef {object} ChatSendData
 * @property {string} text what is said
 * @property {string} nonce chosen by the client: the same one again is the same message
 *
 * @typedef {object} ChatHistoryData
 * @property {number} [before_seq] what came before that one: `next_before_seq` of the page before
 * @property {number} [limit] messages a page
 *
 * @typedef {object} ChatReadData
 * @property {number} up_to_seq the last message that was read
 *
 * @typedef {object} PresenceSetData
 * @property {string} place a path of the dashboard, or nothing
 * @property {{ track_id: string, plugin_id?: string, parameter_id?: string } | null} [focus] what the person looks at
 * @property {"active" | "away"} [status] whether the person is at it
 *
 * @typedef {object} JobStartData
 * @property {"render"} kind what it does
 * @property {string} [session_id] what has to be live
 * @property {string} [to] the file's name; the session's id and the time by default
 * @property {"wav16" | "wav24" | "wav32f" | "flac16" | "flac24"} [format] the file's
 * @property {number} [from_seconds] of the song; what sounds before it is heard in its echoes (s)
 * @property {number} [to_seconds] of the song; the end of its longest file by default (s)
 * @property {string} [track_id] that strip alone, as a solo would have it
 *
 * @typedef {object} JobGetData
 * @property {string} job_id a job
 *
 * @typedef {object} JobCancelData
 * @property {string} job_id a job
 *
 * @typedef {object} ReauthAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {string} [expires_at] when that expires, where it does
 *
 * @typedef {object} PluginParameterAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} PluginPropertyAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} PresetLoadAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 * @property {number} parameters how many changed
 *
 * @typedef {object} PresetSaveAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {string} preset_id its id
 * @property {string} path the file that was written
 *
 * @typedef {object} TrashListAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {Array<any>} entries each with `kind`: `session` or `preset`, `name` in the trash, the `id` that it had, and `removed_at`
 *
 * @typedef {object} TrashRestoreAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {string} id its id now
 * @property {string} path where it is now
 *
 * @typedef {object} TrackFaderAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} TrackPanAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} TrackMuteAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} TrackSoloAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} SendSetAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} TrackAddAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} TrackRemoveAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} TrackMoveAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} TrackRenameAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} TrackSourceAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} TrackOutputAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} BusAddAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} BusRemoveAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} SendAddAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} SendRemoveAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} SendTapAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} PluginAddAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 * @property {{ load: number, added_load: number, expected_load: number, limit: number }} [warning] where the engine expects that it will not fit
 *
 * @typedef {object} PluginRemoveAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} PluginMoveAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} PluginReplaceAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 * @property {{ load: number, added_load: number, expected_load: number, limit: number }} [warning] where the engine expects that it will not fit
 *
 * @typedef {object} PluginBypassAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} PluginSideChainAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} AutomationSetAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} AutomationModeAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} SongSetAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} BatchAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 * @property {{ load: number, added_load: number, expected_load: number, limit: number }} [warning] where the engine expects that it will not fit
 * @property {Array<any>} [results] of `serial`: {ok: true, and what its ack has} or {ok: false, error}, in the order of requests
 *
 * @typedef {object} UndoAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 * @property {Array<{ id: number, user_id: string, type: string, subject: string, text: string, undone: boolean }>} steps those that were taken, in that order
 * @property {any} [stopped] the error that ended it, where not all that was asked for was done
 *
 * @typedef {object} RedoAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 * @property {Array<{ id: number, user_id: string, type: string, subject: string, text: string, undone: boolean }>} steps those that were taken, in that order
 * @property {any} [stopped] the error that ended it, where not all that was asked for was done
 *
 * @typedef {object} HistoryAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {Array<{ id: number, user_id: string, type: string, subject: string, text: string, undone: boolean }>} steps the oldest first
 *
 * @typedef {object} PluginParametersAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} ParameterResetAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} SessionRenameAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} SessionListAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {Array<any>} sessions each with `id`, `name` and `live`
 *
 * @typedef {object} SessionReadAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {string} epoch another with each load of a session
 * @property {any} session as in `state_snapshot`
 *
 * @typedef {object} PresetListAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {Array<any>} presets as `GET /api/presets` has them
 *
 * @typedef {object} PluginListAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {Array<any>} plugins those that may be loaded
 * @property {Array<any>} blocked those that may not, and why
 * @property {any} scan as in `plugin_scan`
 *
 * @typedef {object} PluginDescribeAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {any} plugin the plugin
 *
 * @typedef {object} EngineStatusAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {any} health but for the number of connections
 *
 * @typedef {object} EngineDevicesAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {string} driver what calls the engine, `none` where nothing does
 * @property {string} device the driver's own name for it
 * @property {number} sample_rate_hertz that it runs at (Hz)
 * @property {number} quantum_frames of a cycle (frames)
 * @property {Array<{ name: string, is_running: boolean, problem?: string, devices: Array<{ id: string, name: string, inputs?: number, outputs?: number, is_default: boolean, sample_rate_hertz?: number, quantum_frames?: number }> }>} drivers in the order in which `auto` tries them
 *
 * @typedef {object} EngineDeviceAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {string} driver what calls the engine, `none` where nothing does
 * @property {string} device the driver's own name for it
 * @property {number} sample_rate_hertz that it runs at (Hz)
 * @property {number} quantum_frames of a cycle (frames)
 * @property {string} [problem] why the choice will not be known after a restart
 *
 * @typedef {object} ParameterRampAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} TransportPlayAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} TransportStopAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} TransportLocateAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} NoteAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} SessionLoadAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 *
 * @typedef {object} SessionSaveAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {string} path the file that was written
 * @property {Array<string>} [problems] plugins whose state could not be had; their last one is kept
 *
 * @typedef {object} SessionNewAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 * @property {string} session_id its id
 * @property {string} path its directory
 *
 * @typedef {object} SessionSaveAsAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {string} session_id its id
 * @property {string} path its directory
 * @property {Array<string>} [problems] plugins whose state could not be had; their last one is kept
 *
 * @typedef {object} SessionDeleteAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {string} path where it is now
 *
 * @typedef {object} RecordStartAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} [applied_at_frame] the engine's frame at which it took effect or its ramp began; absent where `status` is `accepted`
 * @property {number} [applied_at_seconds] the same as time since the engine started (s)
 * @property {string} path the file
 *
 * @typedef {object} RecordStopAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {string} track_id a track, a bus or `master`
 * @property {string} path the file
 * @property {boolean} running whether it goes on
 * @property {number} frames in the file
 * @property {number} dropped_frames that the disk did not take in time
 * @property {number} [first_frame] the engine's frame of the file's first
 * @property {string} [error] why it ended before its time
 *
 * @typedef {object} LoudnessStartAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {string} track_id a track, a bus or `master`
 * @property {number} channels that it has
 *
 * @typedef {object} LoudnessStopAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {string} track_id a track, a bus or `master`
 * @property {number | null} momentary_lufs of the last 400 ms; null is silence (LUFS)
 * @property {number | null} short_term_lufs of the last 3 s; null is silence (LUFS)
 * @property {number | null} integrated_lufs since the reset, gated; null is silence (LUFS)
 * @property {number | null} range_lu loudness range; null before there is one (LU)
 * @property {number | null} true_peak_dbtp since the reset; null is silence (dBTP)
 * @property {number | null} correlation of left and right; null for a strip that is not stereo
 *
 * @typedef {object} LoudnessReadAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {string} track_id a track, a bus or `master`
 * @property {number | null} momentary_lufs of the last 400 ms; null is silence (LUFS)
 * @property {number | null} short_term_lufs of the last 3 s; null is silence (LUFS)
 * @property {number | null} integrated_lufs since the reset, gated; null is silence (LUFS)
 * @property {number | null} range_lu loudness range; null before there is one (LU)
 * @property {number | null} true_peak_dbtp since the reset; null is silence (dBTP)
 * @property {number | null} correlation of left and right; null for a strip that is not stereo
 *
 * @typedef {object} ListenStartAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} stream of the binary frames' headers
 * @property {number} sample_rate_hertz of the engine (Hz)
 * @property {number} channels of a frame
 *
 * @typedef {object} ActivitySearchAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {Array<{ seq: number, time: string, last_time: string, level: "INFO" | "SUCCESS" | "WARNING" | "ERROR", source: "people" | "session" | "engine" | "plugins" | "jobs" | "security" | "log", code: "JOINED" | "LEFT" | "EDITED" | "PRESET_LOADED" | "PRESET_SAVED" | "PRESET_DELETED" | "SESSION_LOADED" | "SESSION_MADE" | "SESSION_DELETED" | "BROUGHT_BACK" | "SESSION_SAVED" | "SESSION_NOT_SAVED" | "RECORDING_STARTED" | "RECORDING_ENDED" | "RECORDING_FAILED" | "ENGINE_STARTED" | "DRIVER_MISSING" | "DRIVER_LOST" | "DRIVER_BACK" | "DRIVER_CHANGED" | "DRIVER_REFUSED" | "XRUN" | "PLUGIN_MISSING" | "PLUGIN_FAULT" | "PLUGIN_RECOVERED" | "PLUGIN_BLOCKED" | "SCAN_ENDED" | "SCAN_FAILED" | "JOB_STARTED" | "JOB_COMPLETED" | "JOB_FAILED" | "JOB_CANCELLED" | "AUTHENTICATION_FAILED" | "PERMISSION_DENIED" | "ORIGIN_REFUSED" | "ADDRESS_BLOCKED" | "CONNECTION_CLOSED" | "LOG_DEGRADED" | "LOG_DAMAGED" | "LOG_RESTORED", text: string, count: number, actor?: string, subject?: { kind: "session" | "track" | "plugin" | "connection" | "job" | "address" | "file" | "log", id: string }, link?: string, data?: Record<string, any> }>} entries the newest first
 * @property {number | null} next_before_seq `before_seq` of the next page; null: this is the last one
 *
 * @typedef {object} ChatSendAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {number} seq the message's number
 * @property {string} time when, as RFC 3339 writes it
 * @property {boolean} [duplicate] it had been sent before; nobody is told again
 *
 * @typedef {object} ChatHistoryAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {Array<{ seq: number, user_id: string, text: string, time: string, nonce: string }>} messages the newest first
 * @property {number | null} next_before_seq `before_seq` of the next page; null: this is the last one
 *
 * @typedef {object} JobStartAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {Job} job how it is
 *
 * @typedef {object} JobListAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {Array<Job>} jobs as in `job`
 * @property {{ queued: number, active: number, completed: number, failed: number, cancelled: number, total: number, current: { job_id: string, title: string, progress: number } | null }} stats as in `workflow_stats`
 *
 * @typedef {object} JobGetAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {Job} job how it is
 *
 * @typedef {object} JobCancelAck
 * @property {"applied" | "superseded" | "accepted"} status `applied`: audible from `applied_at_frame`; `superseded`: a later value for the same control replaced it and was applied; `accepted`: done, with no frame to name
 * @property {number} [revision] the session's revision afterwards
 * @property {Job} job how it is
 *
 * @typedef {object} HelloNews
 * @property {"outboard"} server the program
 * @property {string} version the program's
 * @property {number} protocol the protocol's version; it goes up when a client of the old one would break
 * @property {Array<number>} protocols the versions that it speaks
 * @property {string} connection_id the connection
 * @property {string} [epoch] of the live session, where one is live
 * @property {"none" | "token"} auth `token`: IDENTIFY with a token must come first
 * @property {number} heartbeat_ms how often the server pings, and how long it waits (ms)
 * @property {{ message_bytes: number, messages_per_second: number, requests_in_flight: number }} limits what is taken
 *
 * @typedef {object} IdentifiedNews
 * @property {string} connection_id the connection
 * @property {string} user_id who it speaks for
 * @property {"viewer" | "musician" | "engineer" | "owner"} role what it may do: [roles](roles.md)
 * @property {number} protocol the protocol's version; it goes up when a client of the old one would break
 * @property {string} epoch one load of a session: revisions are counted anew in each
 * @property {number} revision of the session, now
 * @property {boolean} resumed the deltas come that it has missed, and no `state_snapshot`
 *
 * @typedef {object} StateSnapshotNews
 * @property {string} epoch one load of a session: revisions are counted anew in each
 * @property {number} revision that it is of
 * @property {Session} session all of it
 *
 * @typedef {object} StateDeltaNews
 * @property {number} from the revision that it is applied to
 * @property {number} to the revision that comes of it
 * @property {Array<{ op: "add", path: string, value: any } | { op: "replace", path: string, value: any } | { op: "remove", path: string }>} ops a JSON Patch (RFC 6902) for the snapshot's `session`; no path has an index
 * @property {Array<Change>} changes the edits between the two
 *
 * @typedef {object} PluginParameterChangedNews
 * @property {string} track_id a track, a bus or `master`
 * @property {string} plugin_id an insert; ids of inserts are unique in a session
 * @property {string} parameter_id the parameter's symbol
 * @property {number} parameter_value in the parameter's own unit
 * @property {number} normalized_value of the way from minimum to maximum
 * @property {string} text as the plugin writes it
 * @property {number} revision the session's revision afterwards
 * @property {ChangedBy} changed_by who did it; `user_id` is `plugin` and `connection_id` empty where the plugin did it by itself
 * @property {string} [origin_id] the id of the request that did it
 *
 * @typedef {object} PluginPropertyChangedNews
 * @property {string} track_id a track, a bus or `master`
 * @property {string} plugin_id an insert; ids of inserts are unique in a session
 * @property {string} property_id the property's URI, or the end of it where no other property of the plugin ends so
 * @property {number | boolean | string} value of a file elsewhere, its absolute path
 * @property {number} revision the session's revision afterwards
 * @property {ChangedBy} changed_by who did it; `user_id` is `plugin` and `connection_id` empty where the plugin did it by itself
 * @property {string} [origin_id] the id of the request that did it
 *
 * @typedef {object} PresetLoadedNews
 * @property {string} track_id a track, a bus or `master`
 * @property {string} plugin_id an insert; ids of inserts are unique in a session
 * @property {string} preset_id one of our own presets, or the URI of one that came with the plugin
 * @property {Record<string, number>} parameters plain values by the parameters' symbols
 * @property {number} revision the session's revision afterwards
 * @property {ChangedBy} changed_by who did it; `user_id` is `plugin` and `connection_id` empty where the plugin did it by itself
 * @property {string} [origin_id] the id of the request that did it
 *
 * @typedef {object} TrackChangedNews
 * @property {string} track_id a track, a bus or `master`
 * @property {number | null} [level_decibels] the level (dB)
 * @property {number} [pan] -1 is left, 0 the centre, 1 right
 * @property {boolean} [mute] whether it is muted
 * @property {boolean} [solo] whether it is soloed
 * @property {number} revision the session's revision afterwards
 * @property {ChangedBy} changed_by who did it; `user_id` is `plugin` and `connection_id` empty where the plugin did it by itself
 * @property {string} [origin_id] the id of the request that did it
 *
 * @typedef {object} SendChangedNews
 * @property {string} track_id a track, a bus or `master`
 * @property {string} send_id a send of the strip
 * @property {number | null} [level_decibels] the level (dB)
 * @property {number} [pan] -1 is left, 0 the centre, 1 right
 * @property {boolean} [mute] whether it is muted
 * @property {number} revision the session's revision afterwards
 * @property {ChangedBy} changed_by who did it; `user_id` is `plugin` and `connection_id` empty where the plugin did it by itself
 * @property {string} [origin_id] the id of the request that did it
 *
 * @typedef {object} SessionEditedNews
 * @property {string} request the type of an edit
 * @property {Record<string, any>} data the edit's data
 * @property {number} revision the session's revision afterwards
 * @property {ChangedBy} changed_by who did it; `user_id` is `plugin` and `connection_id` empty where the plugin did it by itself
 * @property {string} [origin_id] the id of the request that did it
 *
 * @typedef {object} TransportChangedNews
 * @property {number} revision the session's revision afterwards
 * @property {ChangedBy} changed_by who did it; `user_id` is `plugin` and `connection_id` empty where the plugin did it by itself
 * @property {string} [origin_id] the id of the request that did it
 *
 * @typedef {object} SessionLoadedNews
 * @property {string} session_id a session
 * @property {number} revision the session's revision afterwards
 * @property {ChangedBy} changed_by who did it; `user_id` is `plugin` and `connection_id` empty where the plugin did it by itself
 * @property {string} [origin_id] the id of the request that did it
 *
 * @typedef {object} SessionSavedNews
 * @property {string} session_id a session
 * @property {number} revision the session's revision afterwards
 * @property {ChangedBy} changed_by who did it; `user_id` is `plugin` and `connection_id` empty where the plugin did it by itself
 * @property {string} [origin_id] the id of the request that did it
 *
 * @typedef {object} LibraryChangedNews
 * @property {"session" | "preset"} kind which list
 * @property {string} id the session's or the preset's
 * @property {"added" | "changed" | "removed"} change `changed`: it has another name or content
 * @property {string} [name] what people see
 * @property {ChangedBy} changed_by who did it; `user_id` is `plugin` and `connection_id` empty where the plugin did it by itself
 * @property {string} [origin_id] the id of the request that did it
 *
 * @typedef {object} NotePlayedNews
 * @property {string} track_id a track, a bus or `master`
 * @property {number[]} bytes a channel message of MIDI
 * @property {number} revision the session's revision afterwards
 * @property {ChangedBy} changed_by who did it; `user_id` is `plugin` and `connection_id` empty where the plugin did it by itself
 * @property {string} [origin_id] the id of the request that did it
 *
 * @typedef {object} TransportNews
 * @property {boolean} rolling whether it rolls
 * @property {number} seconds from the start (s)
 * @property {number} frame of the song
 * @property {number} bar 0-based
 * @property {number} beat 0-based, in the signature's unit
 * @property {number} bpm quarter notes a minute
 *
 * @typedef {object} LoudnessNews
 * @property {string} track_id a track, a bus or `master`
 * @property {number | null} momentary_lufs of the last 400 ms; null is silence (LUFS)
 * @property {number | null} short_term_lufs of the last 3 s; null is silence (LUFS)
 * @property {number | null} integrated_lufs since the reset, gated; null is silence (LUFS)
 * @property {number | null} range_lu loudness range; null before there is one (LU)
 * @property {number | null} true_peak_dbtp since the reset; null is silence (dBTP)
 * @property {number | null} correlation of left and right; null for a strip that is not stereo
 *
 * @typedef {object} RecordingNews
 * @property {string} track_id a track, a bus or `master`
 * @property {string} path the file
 * @property {boolean} running whether it goes on
 * @property {number} frames in the file
 * @property {number} dropped_frames that the disk did not take in time
 * @property {number} [first_frame] the engine's frame of the file's first
 * @property {string} [error] why it ended before its time
 *
 * @typedef {object} PluginScanNews
 * @property {boolean} running whether it goes on
 * @property {number} done files and bundles that were tried
 * @property {number} total of how many
 * @property {string} module the path of the one done last; empty before there is one
 * @property {number} found plugins that passed, in this scan
 * @property {number} blocked plugins that did not
 * @property {string} [problem] why it ended before its time
 *
 * @typedef {object} EngineStateNews
 * @property {"running" | "fallback" | "stopped"} state `fallback`: on the embedded clock, because the driver that was asked for is not there; `stopped`: nothing renders
 * @property {string} driver its name
 * @property {string} device the driver's name for it
 * @property {string} message what happened, where something did
 * @property {number} sample_rate_hertz of the engine (Hz)
 * @property {number} quantum_frames of a cycle (frames)
 * @property {number} load the worst cycle in the last second, as a part of its duration
 * @property {number} xruns deadlines missed since the start
 * @property {boolean} panic PANIC has silenced everything
 *
 * @typedef {object} MetersConfigNews
 * @property {number} stream of the binary frames' headers
 * @property {number} rate_hertz how often (Hz)
 * @property {Array<string>} fields the values of each channel, in their order
 * @property {Array<{ track_id: string, channels: number }>} strips in the order of the frames
 *
 * @typedef {object} ActivityLogNews
 * @property {number} seq the entry's number; it stays when the count goes up
 * @property {string} time when it happened first
 * @property {string} last_time when it happened last
 * @property {"INFO" | "SUCCESS" | "WARNING" | "ERROR"} level how much it matters
 * @property {"people" | "session" | "engine" | "plugins" | "jobs" | "security" | "log"} source the part that it comes from
 * @property {"JOINED" | "LEFT" | "EDITED" | "PRESET_LOADED" | "PRESET_SAVED" | "PRESET_DELETED" | "SESSION_LOADED" | "SESSION_MADE" | "SESSION_DELETED" | "BROUGHT_BACK" | "SESSION_SAVED" | "SESSION_NOT_SAVED" | "RECORDING_STARTED" | "RECORDING_ENDED" | "RECORDING_FAILED" | "ENGINE_STARTED" | "DRIVER_MISSING" | "DRIVER_LOST" | "DRIVER_BACK" | "DRIVER_CHANGED" | "DRIVER_REFUSED" | "XRUN" | "PLUGIN_MISSING" | "PLUGIN_FAULT" | "PLUGIN_RECOVERED" | "PLUGIN_BLOCKED" | "SCAN_ENDED" | "SCAN_FAILED" | "JOB_STARTED" | "JOB_COMPLETED" | "JOB_FAILED" | "JOB_CANCELLED" | "AUTHENTICATION_FAILED" | "PERMISSION_DENIED" | "ORIGIN_REFUSED" | "ADDRESS_BLOCKED" | "CONNECTION_CLOSED" | "LOG_DEGRADED" | "LOG_DAMAGED" | "LOG_RESTORED"} code what happened
 * @property {string} text one sentence
 * @property {number} count how many times
 * @property {string} [actor] who did it
 * @property {{ kind: "session" | "track" | "plugin" | "connection" | "job" | "address" | "file" | "log", id: string }} [subject] what it is about
 * @property {string} [link] a page of the dashboard with more of it
 * @property {Record<string, any>} [data] what else there is to know
 *
 * @typedef {object} ChatMessageNews
 * @property {number} seq the message's number, +1 from one to the next
 * @property {string} user_id who it speaks for
 * @property {string} text what was said
 * @property {string} time when, as RFC 3339 writes it
 * @property {string} nonce chosen by the client: the same one again is the same message
 *
 * @typedef {object} ChatTypingNews
 * @property {string} user_id who it speaks for
 * @property {boolean} typing false: not any more
 *
 * @typedef {object} ChatReadNews
 * @property {string} user_id who it speaks for
 * @property {number} up_to_seq the message's number
 *
 * @typedef {object} PresenceNews
 * @property {boolean} whole all who are here; else those who changed
 * @property {Record<string, Person>} people by their connections
 * @property {Array<string>} gone connections that are gone
 *
 * @typedef {object} JobNews
 * @property {string} job_id a job
 * @property {"render" | "scan"} kind what it does
 * @property {"queued" | "active" | "completed" | "failed" | "cancelled"} status how it is
 * @property {string} title for people
 * @property {string} user_id who asked for it; empty: the program
 * @property {number} progress how much of it is done
 * @property {string} queued_at when it was asked for
 * @property {string} [started_at] when it began
 * @property {string} [ended_at] when it ended
 * @property {string} [file] what it renders: `GET /api/jobs/{id}/file` once it is `completed`
 * @property {number} [frames] of the file
 * @property {string} [error] why it failed
 * @property {Array<string>} [problems] what could not be loaded, and the like
 *
 * @typedef {object} WorkflowStatsNews
 * @property {number} queued jobs that wait
 * @property {number} active on their way
 * @property {number} completed since the start
 * @property {number} failed since the start
 * @property {number} cancelled since the start
 * @property {number} total all of these together
 * @property {{ job_id: string, title: string, progress: number } | null} current the active one that began first
 *
 * @typedef {object} LatencyTraceNews
 * @property {string} time when, as RFC 3339 writes it
 * @property {Record<string, Stages>} last_second of what was answered in the last second, by the request's type
 * @property {Record<string, Stages>} totals since the start, by the request's type
 *
 * @typedef {object} SystemMetricsNews
 * @property {string} time the end of that time
 * @property {number} seconds how long that time was (s)
 * @property {number} load_p50 half of the cycles took no longer, as a part of their duration
 * @property {number} load_p99 99 of 100 did not
 * @property {number} load_worst the worst
 * @property {number} xruns within that time
 * @property {number} process_cpu of one core
 * @property {number} machine_cpu of all cores together
 * @property {number} resident_bytes of the program, in memory (bytes)
 * @property {number} threads of the program
 * @property {number | null} temperature_celsius the warmest that the machine tells of (°C)
 * @property {number} connections that are open
 * @property {number} bytes_in_per_second from clients (bytes/s)
 * @property {number} bytes_out_per_second to clients (bytes/s)
 * @property {number} messages_in_per_second from clients
 * @property {number} messages_out_per_second to clients
 *
 * @typedef {object} HistoryNews
 * @property {"changes" | "state" | "transport" | "loudness" | "recording" | "scan" | "engine" | "presence" | "chat" | "activity" | "latency" | "metrics" | "workflow"} topic the topic
 * @property {string} type the notification that each of them was
 * @property {Array<Record<string, any>>} items their data, the oldest first
 *
 * @typedef {object} WireError
 * @property {"PLUGIN_NOT_FOUND" | "PLUGIN_BLOCKED" | "TRACK_NOT_FOUND" | "INVALID_PARAMETER" | "PRESET_LOAD_FAILED" | "PRESET_NOT_FOUND" | "READ_ONLY" | "ENGINE_ERROR" | "ENGINE_BUSY" | "UNAUTHORIZED" | "FORBIDDEN" | "NOT_IDENTIFIED" | "UNSUPPORTED_VERSION" | "RATE_LIMITED" | "INVALID_MESSAGE" | "MESSAGE_TOO_LARGE" | "UNKNOWN_TYPE" | "SESSION_NOT_FOUND" | "FEEDBACK_LOOP" | "CONFLICT" | "RESYNC_REQUIRED" | "TIMEOUT" | "NOT_FOUND"} code its stable name
 * @property {string} message what is wrong, in one sentence
 * @property {string} hint what to do
 * @property {boolean} retryable whether the same request may succeed later, unchanged
 * @property {string} [field] the field of the request's data that is at fault, by its path: `requests/3/data/pan`
 * @property {number} [retry_after_ms] how long to wait before it (ms)
 * @property {Record<string, any>} [details] what a program may want to know: of a value `minimum`, `maximum` and `unit`
 */

export {};
