"""Floods a server with what is small and legal, and storms it with connections that come and go, while another client
measures its round trip.

    flood.py PORT SERVER_PID [STORM_SECONDS]

Each flood must end with the close code that belongs to it, the other client must be served all the while, and the
server's memory must stay where it was. Flooders come from 127.0.0.2, so that a server which blocks them by their
address goes on serving the other. Everything ends by itself.
"""
import json
import os
import pathlib
import socket
import statistics
import struct
import sys
import threading
import time

PORT, PID = int(sys.argv[1]), int(sys.argv[2])
STORM_SECONDS = int(sys.argv[3]) if len(sys.argv) > 3 else 5
SECONDS = 5
STORM_THREADS = 16
MEMORY_GROWTH_MAX = 48 << 20
ROUND_TRIP_MEDIAN_MAX = 0.1
MASK = b"\0\0\0\0"
HANDSHAKE = (
    f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
).encode()


def frame(first, payload=b""):
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + struct.pack(">H", len(payload))
    return bytes([first]) + length + MASK + payload


# What is sent over and over, what is sent once before, and the codes that it may end with.
FLOODS = {
    "pings": (b"", frame(0x89, b"x" * 125), {4029}),
    "pongs": (b"", frame(0x8A, b"x" * 125), {4029}),
    "empty fragments": (frame(0x01), frame(0x00), {1009}),
    "pings between fragments": (frame(0x01), frame(0x00) + frame(0x89), {1009, 4029}),
    "fragments of one byte": (frame(0x02), frame(0x00, b"x"), {1009}),
}


def connect(source):
    link = socket.create_connection(("127.0.0.1", PORT), timeout=10, source_address=(source, 0))
    link.sendall(HANDSHAKE)
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = link.recv(1)
        if not byte:
            link.close()
            return None
        head += byte
    if b" 101 " not in head.split(b"\r\n")[0]:
        link.close()
        return None
    return link


def read_frames(link):
    """Yields (opcode, payload) of what the server sends, which is never fragmented."""
    stream = link.makefile("rb")
    while True:
        head = stream.read(2)
        if len(head) < 2:
            return
        length = head[1]
        if length == 126:
            length = struct.unpack(">H", stream.read(2))[0]
        elif length == 127:
            length = struct.unpack(">Q", stream.read(8))[0]
        yield head[0] & 0x0F, stream.read(length)


def flood_once(before, repeated, deadline):
    """The code that the server closes with; None where it did not before the deadline; 0 where it lets nobody in."""
    link = connect("127.0.0.2")
    if link is None:
        return 0
    code = []

    def listen():
        try:
            for opcode, payload in read_frames(link):
                if opcode == 8:
                    code.append(struct.unpack(">H", payload[:2])[0])
                    return
        except OSError:
            pass

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        link.sendall(before)
        burst = repeated * 256
        while not code and time.monotonic() < deadline:
            link.sendall(burst)
    except OSError:
        pass
    listener.join(timeout=8)
    link.close()
    return code[0] if code else None


def flood(name, endings, deadline):
    before, repeated, _ = FLOODS[name]
    while time.monotonic() < deadline:
        code = flood_once(before, repeated, deadline + 5)
        endings.append(code)
        if code == 0:
            # Blocked, which is as good an end: look again from time to time.
            time.sleep(0.2)


def storm_once(ending):
    """Comes, asks, and goes: with a close frame, without one, or by a reset. Whether it was let in."""
    try:
        link = connect("127.0.0.3")
        if link is None:
            return False
        link.sendall(frame(0x81, b'{"id":"s","type":"SESSION_READ","session_id":"demo"}'))
        if ending == 0:
            link.sendall(frame(0x88, struct.pack(">H", 1000)))
        elif ending == 1:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        link.close()
        return True
    except (OSError, ValueError, IndexError):
        return False


def storm(counts, deadline):
    """As a box's clients do when its network flaps: all come back at once, again and again."""
    number = 0
    while time.monotonic() < deadline:
        came = storm_once(number % 3)
        counts.append(came)
        number += 1


def sockets():
    count = 0
    for entry in pathlib.Path(f"/proc/{PID}/fd").iterdir():
        try:
            count += os.readlink(entry).startswith("socket:")
        except OSError:
            pass  # It was closed while we looked.
    return count


def memory():
    with open(f"/proc/{PID}/status") as status:
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmRSS"))


def main():
    link = connect("127.0.0.1")
    frames = read_frames(link)

    def round_trip(number):
        began = time.monotonic()
        link.sendall(frame(0x81, json.dumps({"id": f"p{number}", "type": "PING", "session_id": "demo"}).encode()))
        for opcode, payload in frames:
            if opcode == 9:
                link.sendall(frame(0x8A, payload))
            if opcode == 1 and json.loads(payload).get("id") == f"p{number}":
                return time.monotonic() - began
        raise SystemExit("FAILED  the other client was cut off")

    for number in range(20):
        round_trip(number)
        time.sleep(0.02)
    before = memory()
    deadline = time.monotonic() + SECONDS
    endings = {name: [] for name in FLOODS}
    threads = [threading.Thread(target=flood, args=(name, endings[name], deadline)) for name in FLOODS]
    for thread in threads:
        thread.start()
    trips, number = [], 100
    while time.monotonic() < deadline:
        trips.append(round_trip(number))
        number += 1
        time.sleep(0.02)
    for thread in threads:
        thread.join()
    faults = []
    open_before = sockets()
    counts, deadline = [], time.monotonic() + STORM_SECONDS
    threads = [threading.Thread(target=storm, args=(counts, deadline)) for _ in range(STORM_THREADS)]
    for thread in threads:
        thread.start()
    while time.monotonic() < deadline:
        trips.append(round_trip(number))
        number += 1
        time.sleep(0.02)
    for thread in threads:
        thread.join()
    # What was left without a close frame is found out by the socket's end.
    settled = time.monotonic() + 15
    while sockets() > open_before + 2 and time.monotonic() < settled:
        round_trip(number)
        number += 1
        time.sleep(0.1)
    left = max(0, sockets() - open_before)
    print(f"reconnect storm: {counts.count(True)} connections in {STORM_SECONDS} s, {left} sockets left")
    if counts.count(True) < 20 * STORM_SECONDS:
        faults.append(f"only {counts.count(True)} of {len(counts)} were let in while all came back at once")
    if left > 2:
        faults.append(f"{left} sockets of a storm stayed open")
    growth = memory() - before
    for name, (_, _, allowed) in FLOODS.items():
        codes = [code for code in endings[name] if code]
        # A connection that is reset before its close frame was read tells nothing; most must tell.
        # 4030: it came back while its last ones were still being closed.
        if not allowed & set(codes) or not set(codes) <= allowed | {4030}:
            faults.append(f"{name}: ended with {sorted(set(endings[name]), key=str)}, and not {sorted(allowed)}")
        told = [code for code in endings[name] if code != 0]
        if len(codes) < 0.8 * len(told):
            faults.append(f"{name}: only {len(codes)} of {len(told)} connections were told why they end")
        print(f"{name}: {len(endings[name])} connections, closed with {sorted(set(codes))}")
    median = statistics.median(trips)
    print(f"the other client: {len(trips)} round trips, median {median * 1e3:.1f} ms, longest {max(trips) * 1e3:.1f} ms")
    print(f"the server's memory: {growth / 1024:+.0f} KiB")
    if median > ROUND_TRIP_MEDIAN_MAX:
        faults.append(f"the other client waited {median:.3f} s")
    if growth > MEMORY_GROWTH_MAX:
        faults.append(f"the server grew by {growth} bytes")
    for fault in faults:
        print(f"FAILED  {fault}")
    raise SystemExit(1 if faults else 0)


main()
