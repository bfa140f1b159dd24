"""The plain exchange with Python's websockets: a few lines, no library of ours.

    with_websockets.py URL
"""
import asyncio
import json
import pathlib
import sys

import websockets

exchange = json.loads((pathlib.Path(__file__).parent / "exchange.json").read_text())


async def main(url):
    async with websockets.connect(url) as socket:
        assert json.loads(await socket.recv())["type"] == "hello"
        for request, expected in zip(exchange["requests"], exchange["answers"]):
            await socket.send(json.dumps(request))
            while True:
                answer = json.loads(await socket.recv())
                if answer.get("id") == request["id"]:
                    break
            assert answer["type"] == expected["type"], answer
            assert answer["data"].get("code") == expected.get("code"), answer
        pong = await socket.ping()
        await pong
    assert socket.close_code == 1000, socket.close_code


asyncio.run(asyncio.wait_for(main(sys.argv[1]), 20))
