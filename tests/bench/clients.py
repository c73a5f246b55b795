"""What is measured: each client prepares, fills and edits its local side unmeasured; `sync` is measured."""
import os
import re
import subprocess
import threading
import time
from dataclasses import dataclass

from items import file_name
from server import COLLECTIONS, PASSWORD, TYPES, USER, program


@dataclass
class Cost:
    """What a program took, its children included."""

    wall: float
    cpu: float
    peak_mib: float
    requests: int = 0
    repeated: int = 1

    def __add__(self, other):
        return Cost(self.wall + other.wall, self.cpu + other.cpu, max(self.peak_mib, other.peak_mib))


class Peak(threading.Thread):
    """Watches how much memory a program takes. Its own peak, as the kernel counts it since the program was loaded: what
    wait4 tells begins with the memory of the process that started it."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.status, self.kib = f"/proc/{pid}/status", 0
        self.start()

    def run(self):
        while True:
            try:
                with open(self.status) as status:
                    peak = re.search(r"VmHWM:\s+(\d+)", status.read())
            except OSError:
                return
            if not peak:
                return
            self.kib = int(peak.group(1))
            time.sleep(0.002)


def cost_of(command, accept=(0,), **more):
    """Runs a program to its end and measures it."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    peak = Peak(process.pid)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accept:
        raise SystemExit(f"{command[0]} ended with {process.returncode}:\n{said.decode(errors='replace')[-2000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, peak.kib / 1024)


class Smsync:
    """smsync with its built-in store."""

    name = "smsync"

    def __init__(self, folder, url, kind):
        self.folder, self.url, self.kind = folder, url, kind
        self.item_kind = {"contacts": "contact", "events": "appointment"}[kind]
        self.environment = {**os.environ, "SMSYNC_HOME": str(folder / "home")}

    def run(self, *arguments, **more):
        return subprocess.run(
            [program("smsync"), *arguments], env=self.environment, check=True, stdout=subprocess.PIPE, **more
        ).stdout

    def prepare(self):
        self.run(
            "account", "add", "bench", "--url", self.url, "--email", USER, "--password-stdin",
            "--kinds", {"contacts": "contacts", "events": "appointments"}[self.kind], input=f"{PASSWORD}\n".encode(),
        )

    def sync(self):
        return cost_of([program("smsync"), "sync", "--quiet"], env=self.environment)

    def fill(self, bodies):
        if self.kind == "contacts":
            text = b"".join(bodies.values())
        else:
            events = [re.search(rb"BEGIN:VEVENT.*END:VEVENT\r\n", one, re.S).group() for one in bodies.values()]
            text = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//bench//EN\r\n"
            text += b"".join(events) + b"END:VCALENDAR\r\n"
        file = self.folder / "import"
        file.write_bytes(text)
        self.run("items", "import", str(file))

    def edit(self, bodies):
        """The items' notes are edited one by one, as a person would."""
        for number in bodies:
            title = re.search(rb"^(?:FN|SUMMARY):(.*)\r$", bodies[number], re.M).group(1).decode()
            self.run("items", "edit", title, "text=changed here", "--kind", self.item_kind)


class Vdirsyncer:
    """vdirsyncer with a folder of files."""

    name = "vdirsyncer"

    def __init__(self, folder, url, kind):
        self.folder, self.kind = folder, kind
        self.items = folder / "items"
        storage = {"contacts": "carddav", "events": "caldav"}[kind]
        extension = {"contacts": ".vcf", "events": ".ics"}[kind]
        self.config = folder / "config"
        self.config.write_text(f"""[general]
status_path = "{folder}/status/"
[pair bench]
a = "local"
b = "server"
collections = null
[storage local]
type = "filesystem"
path = "{self.items}"
fileext = "{extension}"
[storage server]
type = "{storage}"
url = "{url}{COLLECTIONS[kind]}"
username = "{USER}"
password = "{PASSWORD}"
""")

    def run(self, *arguments):
        return ["target/peers/vdirsyncer/bin/vdirsyncer", "--config", str(self.config), *arguments]

    def prepare(self):
        self.items.mkdir()
        subprocess.run(self.run("discover"), check=True, input=b"y\ny\n", capture_output=True)

    def sync(self):
        return cost_of(self.run("sync"))

    def fill(self, bodies):
        for number, text in bodies.items():
            (self.items / file_name(self.kind, number)).write_bytes(text)

    edit = fill


class Floor:
    """curl, sending only what any client has to send. It keeps ETags and a token in files, and compares nothing."""

    name = "floor"
    BATCH = 500
    LINES_AT_ONCE = "4"

    def __init__(self, folder, url, kind):
        self.folder, self.url, self.kind = folder, url, kind
        self.token, self.waiting, self.asked = "", {}, 0
        self.multiget = {
            "contacts": ("addressbook-multiget", "urn:ietf:params:xml:ns:carddav", "address-data"),
            "events": ("calendar-multiget", "urn:ietf:params:xml:ns:caldav", "calendar-data"),
        }[kind]

    def prepare(self):
        pass

    def fill(self, bodies):
        self.waiting = bodies

    edit = fill

    def sync(self):
        cost = self.listing()
        changed = self.changed
        if changed:
            cost += self.bodies(changed)
        if self.waiting:
            cost += self.upload()
            self.listing()  # Unmeasured: the next step begins with a token of its own.
        return cost

    def listing(self):
        """One sync-collection from the last token; leaves the new token and the changed hrefs."""
        body = self.file(
            "listing.xml",
            f'<sync-collection xmlns="DAV:"><sync-token>{self.token}</sync-token><sync-level>1</sync-level>'
            "<prop><getetag/></prop></sync-collection>",
        )
        answer = self.folder / "listing.answer"
        cost = self.curl([self.report(body, answer)])
        text = answer.read_text()
        self.token = re.search(r"<(?:\w+:)?sync-token>([^<]*)<", text).group(1)
        self.changed = re.findall(r"<(?:\w+:)?href>([^<]*[^/<])</", text)
        return cost

    def bodies(self, hrefs):
        """multigets, several at a time."""
        name, space, data = self.multiget
        requests = []
        for at in range(0, len(hrefs), self.BATCH):
            list_of = "".join(f"<D:href>{href}</D:href>" for href in hrefs[at : at + self.BATCH])
            body = self.file(
                f"multiget-{at}.xml",
                f'<X:{name} xmlns:D="DAV:" xmlns:X="{space}"><D:prop><D:getetag/><X:{data}/></D:prop>{list_of}</X:{name}>',
            )
            requests.append(self.report(body, self.folder / f"bodies-{at}.answer"))
        return self.curl(requests)

    def upload(self):
        requests = []
        for number, text in self.waiting.items():
            path = self.folder / file_name(self.kind, number)
            path.write_bytes(text)
            requests.append(
                f'url = "{self.url}{COLLECTIONS[self.kind]}{path.name}"\nupload-file = "{path}"\n'
                f'header = "Content-Type: {TYPES[self.kind]}"\noutput = "/dev/null"'
            )
        self.waiting = {}
        return self.curl(requests)

    def report(self, body, answer):
        return (
            f'url = "{self.url}{COLLECTIONS[self.kind]}"\nrequest = "REPORT"\ndata-binary = "@{body}"\n'
            f'header = "Content-Type: application/xml"\nheader = "Depth: 0"\noutput = "{answer}"'
        )

    def curl(self, requests):
        common = f'user = "{USER}:{PASSWORD}"\nsilent\nfail\n'
        config = self.file("curl.config", "\nnext\n".join(common + request for request in requests) + "\n")
        parallel = ["--parallel", "--parallel-max", self.LINES_AT_ONCE] if len(requests) > 1 else []
        return cost_of(["curl", *parallel, "--config", str(config)])

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path
