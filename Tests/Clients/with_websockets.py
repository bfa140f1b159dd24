"""The plain exchange with Python's websockets: a few lines, no library of ours.

    with_websockets.py URL [deflate]

With `deflate`, the server must agree to compress, and does where a message is long enough.
"""
import asyncio
import json
import pathlib
import sys

import websockets

exchange = json.loads((pathlib.Path(__file__).parent / "exchange.json").read_text())


async def main(url, is_compressed):
    async with websockets.connect(url) as socket:
        # The library offers it unasked.
        names = [extension.name for extension in socket.protocol.extensions]
        assert names == (["permessage-deflate"] if is_compressed else []), names
        assert json.loads(await socket.recv())["type"] == "hello"
        for request, expected in zip(exchange["requests"], exchange["answers"]):
            await socket.send(json.dumps(request))
            while True:
                answer = json.loads(await socket.recv())
                if answer.get("id") == request["id"]:
                    break
            assert answer["type"] == expected["type"], answer
            assert answer["data"].get("code") == expected.get("code"), answer
        await socket.send(json.dumps({"id": "whole", "type": "IDENTIFY", "session_id": "demo", "data": {}}))
        while True:
            message = json.loads(await socket.recv())
            if message["type"] == "state_snapshot":
                break
        assert "keys" in json.dumps(message["data"]["session"])
        pong = await socket.ping()
        await pong
    assert socket.close_code == 1000, socket.close_code


asyncio.run(asyncio.wait_for(main(sys.argv[1], sys.argv[2:] == ["deflate"]), 20))
