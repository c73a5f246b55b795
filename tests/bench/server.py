"""The server for one measurement (the bundled one, or Cyrus where SERVER=cyrus), filling it, and a relay in front of it that
counts requests."""
import base64
import http.client
import os
import re
import socket
import subprocess
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

from items import file_name

USER, PASSWORD = "alice@example.com", "wonderland"
AUTHORIZATION = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
IS_CYRUS = os.environ.get("SERVER") == "cyrus"
SERVER = "Cyrus" if IS_CYRUS else "the bundled server"
COLLECTIONS = {
    "contacts": "/dav/addressbooks/user/alice/Default/",
    "events": "/dav/calendars/user/alice/Default/",
} if IS_CYRUS else {
    "contacts": f"/WebDAV/{USER}/addressbooks/contacts/",
    "events": f"/WebDAV/{USER}/calendars/calendar/",
    "tasks": f"/WebDAV/{USER}/calendars/tasks/",
    "notes": f"/WebDAV/{USER}/calendars/notes/",
}
CALENDAR = "text/calendar; charset=utf-8"
TYPES = {"contacts": "text/vcard; charset=utf-8", "events": CALENDAR, "tasks": CALENDAR, "notes": CALENDAR}
LINES_AT_ONCE = 4


def program(name):
    """An optimised program of ours, wherever cargo put it."""
    return os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", name)


class Server:
    """A server of its own, empty; the bundled one keeps everything in memory."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        os.chmod(self.folder.name, 0o755)
        command = [program("smsync-server"), "--port", "0", "--no-sample"]
        if IS_CYRUS:
            command = ["tests/peers/cyrus.sh", str(free_port()), self.folder.name]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if line.lower().startswith("ready "):
                self.url = line.split()[1].rstrip("/")
                self.port = int(self.url.rsplit(":", 1)[1])
                return self
        raise SystemExit("the server did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        self.folder.cleanup()

    def put(self, kind, bodies):
        """Writes items past every client, several at a time."""
        numbers = sorted(bodies)
        with ThreadPoolExecutor(LINES_AT_ONCE) as pool:
            list(pool.map(lambda share: self.put_share(kind, bodies, share),
                          [numbers[first::LINES_AT_ONCE] for first in range(LINES_AT_ONCE)]))

    def put_share(self, kind, bodies, numbers):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": AUTHORIZATION, "Content-Type": TYPES[kind]}
        for number in numbers:
            line.request("PUT", COLLECTIONS[kind] + file_name(kind, number), bodies[number], headers)
            reply = line.getresponse()
            reply.read()
            if reply.status not in (201, 204):
                raise SystemExit(f"PUT of item {number} was answered with {reply.status}")
        line.close()

    def count(self, kind):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
        headers = {"Authorization": AUTHORIZATION, "Content-Type": "application/xml", "Depth": "1"}
        line.request("PROPFIND", COLLECTIONS[kind], body, headers)
        text = line.getresponse().read().decode()
        line.close()
        return len(re.findall(r"<(?:\w+:)?href>[^<]*[^/<]</", text))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Relay:
    """Passes bytes on to the server and counts the requests among them."""

    REQUEST = re.compile(rb"[A-Z]+ [^ \r\n]+ HTTP/1\.[01]\r\n")

    def __init__(self, port):
        self.port, self.requests, self.lock = port, 0, threading.Lock()

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.port))
            for side in (client, server):
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.pass_on, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self.pass_on, args=(server, client, False), daemon=True).start()

    def pass_on(self, source, target, counts):
        try:
            while chunk := source.recv(65_536):
                if counts and self.REQUEST.match(chunk):
                    with self.lock:
                        self.requests += 1
                target.sendall(chunk)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass
