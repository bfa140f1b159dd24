"""The plain exchange by picows, uvloop and orjson, for `make bench-control`: prints its port and serves."""

import asyncio
import datetime

import orjson
import picows
import uvloop

VALUES = {f"t{track}-p{place}": 0.0 for track in range(16) for place in range(16)}
SUBSCRIBERS = set()
REVISION = 0


def is_text(value):
    return isinstance(value, str) and value != ""


def message(identifier, kind, data):
    time = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    envelope = {"type": kind, "session_id": "bench", "timestamp": time, "data": data}
    if identifier is not None:
        envelope = {"id": identifier, **envelope}
    return orjson.dumps(envelope)


def answer(transport, payload):
    global REVISION
    try:
        envelope = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return message(None, "error", {"code": "INVALID_MESSAGE"})
    identifier, kind, data = envelope.get("id"), envelope.get("type"), envelope.get("data")

    def refused(code, field):
        return message(identifier, "error", {"code": code, "field": field})

    if not is_text(kind) or not isinstance(data, dict):
        return refused("INVALID_MESSAGE", "data")
    if envelope.get("session_id") != "bench":
        return refused("SESSION_NOT_FOUND", "session_id")
    if kind == "IDENTIFY":
        if data.get("subscribe"):
            SUBSCRIBERS.add(transport)
        return message(identifier, "ack", {"status": "accepted", "revision": REVISION})
    if kind != "PLUGIN_PARAMETER":
        return refused("UNKNOWN_TYPE", "type")
    track, plugin, parameter = data.get("track_id"), data.get("plugin_id"), data.get("parameter_id")
    if not (is_text(track) and is_text(plugin) and is_text(parameter)):
        return refused("INVALID_MESSAGE", "data")
    if plugin not in VALUES or plugin.partition("-")[0] != track:
        return refused("PLUGIN_NOT_FOUND", "plugin_id")
    value = data.get("parameter_value")
    if parameter != "gain":
        return refused("INVALID_PARAMETER", "parameter_id")
    if type(value) not in (int, float) or not abs(value) <= 70:
        return refused("INVALID_PARAMETER", "parameter_value")
    VALUES[plugin] = value
    REVISION += 1
    if SUBSCRIBERS:
        told = message(None, "PLUGIN_PARAMETER_CHANGED", {
            "track_id": track, "plugin_id": plugin, "parameter_id": parameter, "parameter_value": value,
            "revision": REVISION, "origin_id": identifier,
        })
        for other in SUBSCRIBERS:
            if other is not transport:
                other.send(picows.WSMsgType.TEXT, told)
    return message(identifier, "ack", {"status": "accepted", "revision": REVISION})


class Listener(picows.WSListener):
    def on_ws_frame(self, transport, frame):
        if frame.msg_type == picows.WSMsgType.TEXT:
            transport.send(picows.WSMsgType.TEXT, answer(transport, frame.get_payload_as_memoryview()))
        elif frame.msg_type == picows.WSMsgType.CLOSE:
            transport.disconnect()

    def on_ws_disconnected(self, transport):
        SUBSCRIBERS.discard(transport)


async def main():
    server = await picows.ws_create_server(lambda request: Listener(), "127.0.0.1", 0)
    print(f"port {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


uvloop.run(main())
