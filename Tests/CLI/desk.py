"""What the checks in run.py stand on: a server of their own, commands that go on, and a line that can be cut."""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


class Desk:
    """A program, a server of its own, and directories that nobody else uses."""

    def __init__(self, program):
        self.program = program
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="outboard-cli-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith("OUTBOARD_")
        }
        for name, place in [
            ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state"), ("XDG_CACHE_HOME", "cache"),
        ]:
            self.environment[name] = str(self.directory / place)
        self.environment |= {"OUTBOARD_URL": self.url, "OUTBOARD_USER": "ana", "TERM": "xterm"}
        # What is made and deleted is made and deleted in a copy.
        self.data = self.directory / "data"
        shutil.copytree(
            REPOSITORY / "Presets", self.data / "Presets", ignore=shutil.ignore_patterns("User", ".*"),
        )
        (self.data / "Dashboard").symlink_to(REPOSITORY / "Dashboard")
        self.passed = self.failed = 0
        self.server = None

    def start(self, driver="clock"):
        self.server = subprocess.Popen(
            [
                self.program, "serve", "--data", str(self.data), *(["--driver", driver] if driver else []),
                "--port", str(self.port), "--no-scan",
                "--log-level", "error", "--recordings", str(self.directory / "takes"),
                "--renders", str(self.directory / "renders"),
            ],
            cwd=REPOSITORY, env=self.environment, stdout=subprocess.PIPE,
            stderr=open(self.directory / "server.log", "a"), text=True,
        )
        for _ in self.server.stdout:
            break
        self.eventually(30, lambda: urllib.request.urlopen(self.url + "/health", timeout=1).status == 200)

    @staticmethod
    def eventually(seconds, condition):
        end = time.monotonic() + seconds
        while True:
            try:
                if condition():
                    return True
            except Exception:  # noqa: BLE001
                pass
            if time.monotonic() > end:
                return False
            time.sleep(0.05)

    def command(self, words, given=None, environment=None):
        return subprocess.run(
            [self.program, *words], cwd=REPOSITORY, input=given, capture_output=True, text=True,
            env=self.environment | (environment or {}), timeout=60,
        )

    def note(self, name, problem):
        self.passed += not problem
        self.failed += bool(problem)
        print(("FAILED  " if problem else "ok      ") + name + (f": {problem}" if problem else ""), flush=True)

    def check(self, line, expected="", status=0, errors="", given=None, environment=None):
        """Runs a line; its output must contain a match of `expected`, and its errors one of `errors`."""
        words = line if isinstance(line, list) else line.split(" ")
        result = self.command(words, given, environment)
        problem = ""
        if result.returncode != status:
            problem = f"exit {result.returncode}, not {status}; {result.stderr.strip()[:300]}"
        elif not re.search(expected, result.stdout, re.MULTILINE):
            problem = f"no {expected!r} in {result.stdout[:400]!r}"
        elif not re.search(errors, result.stderr, re.MULTILINE):
            problem = f"no {errors!r} on stderr: {result.stderr[:400]!r}"
        self.note(f"outboard {' '.join(words)}", problem)
        return result.stdout

    def check_json(self, line, test, status=0):
        result = self.command(line.split(" "))
        try:
            value = json.loads(result.stdout)
            problem = "" if value["v"] == 1 and result.returncode == status and test(value) else result.stdout[:400]
        except (ValueError, KeyError, TypeError) as error:
            problem = f"{error!r}: {result.stdout[:200]!r} {result.stderr[:200]!r}"
        self.note(f"outboard {line}", problem)
        return result


class Watcher:
    """A command that goes on, with the lines that it has written so far."""

    def __init__(self, desk, words):
        self.process = subprocess.Popen(
            [desk.program, *words], cwd=REPOSITORY, env=desk.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        self.text = ""

    def saw(self, pattern, seconds=20):
        def look():
            self.text += self.process.stdout.read() or ""
            return re.search(pattern, self.text, re.MULTILINE)

        return "" if Desk.eventually(seconds, look) else f"no {pattern!r} in {self.text[-500:]!r}"

    def end(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(10)


class Wire:
    """A way to the server that can be cut, as by a bad radio link."""

    def __init__(self, port):
        self.target = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.ends = []
        self.is_cut = False
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            near, _ = self.listener.accept()
            if self.is_cut:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.target))
            self.ends += [near, far]
            for source, sink in [(near, far), (far, near)]:
                threading.Thread(target=self.carry, args=(source, sink), daemon=True).start()

    @staticmethod
    def carry(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def cut(self):
        self.is_cut = True
        for end in self.ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.ends = []

    def mend(self):
        self.is_cut = False
