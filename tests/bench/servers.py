#!/usr/bin/env python3
"""servers.py [ITEMS]   The bundled server beside Radicale and Xandikos, over TCP, each with the same calendar of ITEMS
appointments (2,000 unless given): how long it takes to fill it, to list it, to say that nothing changed, to give 50
items, to store one, and to serve a hundred clients at once; and how much memory it had at most. Begin reading at `main`.
"""
import base64
import http.client
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from items import body, changed, file_name
from server import free_port

PROGRAMS = Path(os.environ.get("CARGO_TARGET_DIR", "target"))
SCRATCH = Path("target/bench-servers").resolve()
REPEATED = 20
CLIENTS = 100
LINES_AT_ONCE = 4
# Name, command, user, and the calendar; PORT and DIR are put in.
SERVERS = [
    ("smsync-server", [PROGRAMS / "release/smsync-server", "--port", "PORT", "--no-sample", "--no-log-bodies"],
     "alice@example.com", "/WebDAV/alice@example.com/calendars/calendar/"),
    ("with --data", [PROGRAMS / "release/smsync-server", "--port", "PORT", "--no-sample", "--no-log-bodies", "--data", "DIR"],
     "alice@example.com", "/WebDAV/alice@example.com/calendars/calendar/"),
    ("Radicale", ["tests/peers/radicale.sh", "PORT", "DIR"], "alice", "/alice/calendar/"),
    ("Xandikos", ["tests/peers/xandikos.sh", "PORT", "DIR"], "alice", "/alice/calendars/calendar/"),
]


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    print(f"\n{count:,} appointments over TCP; times of one request are the median of {REPEATED}")
    rows = ["filling, an item", "listing", "first sync", "quiet sync", "multiget of 50", "PUT", f"{CLIENTS} clients at once", "memory"]
    print(f"{'':16}" + "".join(f"{row:>24}" for row in rows), flush=True)
    for name, command, user, calendar in SERVERS:
        with Served(name, command, user, calendar) as served:
            print(f"{name:16}" + "".join(f"{told:>24}" for told in measured(served, count)), flush=True)
    shutil.rmtree(SCRATCH, ignore_errors=True)


def measured(served, count):
    begin = time.perf_counter()
    with ThreadPoolExecutor(LINES_AT_ONCE) as pool:
        list(pool.map(served.fill, [range(first, count, LINES_AT_ONCE) for first in range(LINES_AT_ONCE)]))
    yield f"{1000 * (time.perf_counter() - begin) / count:.2f} ms"
    line = Line(served)
    yield shown(line.timed(REPEATED, "PROPFIND", line.listing, depth="1"))
    yield shown(line.timed(REPEATED, "REPORT", line.sync("")))
    token = re.search(r"<(?:\w+:)?sync-token>([^<]*)<", line.ask("REPORT", line.sync(""))).group(1)
    yield shown(line.timed(REPEATED, "REPORT", line.sync(token)))
    multiget = line.multiget(range(0, count, max(count // 50, 1)))
    yield shown(line.timed(REPEATED, "REPORT", multiget))
    put = [line.measure(lambda number=number: line.put(number, changed("events", number))) for number in range(REPEATED)]
    yield shown(statistics.median(put))
    begin = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda _: client(served, token, multiget), range(CLIENTS)))
    yield f"{time.perf_counter() - begin:.2f} s"
    yield f"{served.peak_mib():.0f} MiB"


def client(served, token, multiget):
    """What one of many clients does: it signs in, asks what changed, and reads fifty items. Radicale serves eight at a time
    and may reset others: they come again."""
    for _ in range(CLIENTS):
        try:
            line = Line(served)
            line.ask("REPORT", line.sync(token))
            return line.ask("REPORT", multiget)
        except ConnectionError:
            time.sleep(0.01)
    raise SystemExit("a client was never served")


def shown(seconds):
    return f"{seconds * 1000:.2f} ms"


class Served:
    """One server on a port of its own, ended with all it started."""

    def __init__(self, name, command, user, calendar):
        self.folder = SCRATCH / name.replace(" ", "-")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.port, self.calendar = free_port(), calendar
        self.authorization = "Basic " + base64.b64encode(f"{user}:wonderland".encode()).decode()
        self.command = [str(part).replace("PORT", str(self.port)).replace("DIR", str(self.folder)) for part in command]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        for said in self.process.stdout:
            if said.lower().startswith("ready "):
                return self
        raise SystemExit(f"{self.command[0]} did not start")

    def __exit__(self, *_):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.stdout.close()
        self.process.wait(20)

    def fill(self, numbers):
        line = Line(self)
        for number in numbers:
            line.put(number, body("events", number))

    def peak_mib(self):
        """The server's own peak: that of the largest process in its group, the scripts around it being small."""
        peaks = [0]
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                if os.getpgid(int(status.parent.name)) == self.process.pid:
                    peaks += [int(kib) for kib in re.findall(r"VmHWM:\s+(\d+)", status.read_text())]
            except (OSError, ProcessLookupError):
                pass
        return max(peaks) / 1024


class Line:
    """A connection that stays open."""

    listing = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'

    def __init__(self, served):
        self.served = served
        self.line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=300)
        self.line.connect()
        self.line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def sync(self, token):
        return (f'<sync-collection xmlns="DAV:"><sync-token>{token}</sync-token><sync-level>1</sync-level>'
                "<prop><getetag/></prop></sync-collection>")

    def multiget(self, numbers):
        hrefs = "".join(f"<D:href>{self.served.calendar}{file_name('events', number)}</D:href>" for number in list(numbers)[:50])
        return (f'<C:calendar-multiget xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/>'
                f"<C:calendar-data/></D:prop>{hrefs}</C:calendar-multiget>")

    def ask(self, method, text, depth="0"):
        headers = {"Authorization": self.served.authorization, "Content-Type": "application/xml", "Depth": depth}
        return self.send(method, self.served.calendar, text.encode(), headers, (207,))

    def put(self, number, text):
        headers = {"Authorization": self.served.authorization, "Content-Type": "text/calendar; charset=utf-8"}
        self.send("PUT", self.served.calendar + file_name("events", number), text, headers, (201, 204))

    def send(self, method, path, text, headers, wanted):
        self.line.request(method, path, text, headers)
        reply = self.line.getresponse()
        said = reply.read().decode()
        if reply.status not in wanted:
            raise SystemExit(f"{method} {path} was answered with {reply.status}: {said[:300]}")
        return said

    def measure(self, work):
        begin = time.perf_counter()
        work()
        return time.perf_counter() - begin

    def timed(self, times, method, text, depth="0"):
        return statistics.median(self.measure(lambda: self.ask(method, text, depth)) for _ in range(times))


main()
