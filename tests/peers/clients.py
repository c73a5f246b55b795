"""clients.py   See clients.sh. Begin reading at `main`; each check raises with what it saw."""
import base64
import http.client
import os
import subprocess
import tempfile
from pathlib import Path

USER, PASSWORD = "alice@example.com", "wonderland"
CORPORA = Path("target/corpora")
MOST_BYTES = 8 * 1024 * 1024

EVENT = """BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nBEGIN:VEVENT\r\nUID:made-here\r\nDTSTAMP:20260101T000000Z\r
DTSTART:20270303T090000Z\r\nDTEND:20270303T100000Z\r\nSUMMARY:Made on this computer\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"""


def main():
    with tempfile.TemporaryDirectory() as scratch:
        server, url = start()
        try:
            line = Line(url)
            vdirsyncer(line, Path(scratch), url)
            readers(Path(scratch))
            syncevolution(line, Path(scratch) / "syncevolution", url)
            corpora(Line(url))
        finally:
            server.terminate()
            server.wait(10)


def start():
    command = [Path(os.environ.get("CARGO_TARGET_DIR", "target")) / "debug/smsync-server", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    first = server.stdout.readline()
    if not first.startswith("ready "):
        raise SystemExit("the server did not start")
    return server, first.split()[1]


class Line:
    """A connection of one's own, past every client."""

    def __init__(self, url):
        self.address = url.split("//")[1].rstrip("/")
        self.line = http.client.HTTPConnection(self.address, timeout=60)
        self.authorization = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    def ask(self, method, path, body=b"", kind="text/calendar"):
        self.line.request(method, f"/WebDAV/{USER}/{path}", body, {"Authorization": self.authorization, "Content-Type": kind})
        reply = self.line.getresponse()
        return reply.status, reply.read()


def run(name, *arguments, env=None):
    program = Path("target/peers") / name[0] / "bin" / name[1]
    done = subprocess.run([program, *arguments], capture_output=True, text=True, env={**os.environ, **(env or {})}, timeout=120)
    if done.returncode:
        raise SystemExit(f"{name[1]} {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def expect(holds, what):
    if not holds:
        raise SystemExit(f"wrong: {what}")


def vdirsyncer(line, scratch, url):
    config = scratch / "vdirsyncer.conf"
    config.write_text(f"""
[general]
status_path = "{scratch}/status"
[pair calendars]
a = "folder_calendars"
b = "server_calendars"
collections = ["from b"]
metadata = ["color", "displayname"]
[storage folder_calendars]
type = "filesystem"
path = "{scratch}/calendars"
fileext = ".ics"
[storage server_calendars]
type = "caldav"
url = "{url}"
username = "{USER}"
password = "{PASSWORD}"
[pair contacts]
a = "folder_contacts"
b = "server_contacts"
collections = ["from b"]
[storage folder_contacts]
type = "filesystem"
path = "{scratch}/contacts"
fileext = ".vcf"
[storage server_contacts]
type = "carddav"
url = "{url}"
username = "{USER}"
password = "{PASSWORD}"
""")
    program = ("vdirsyncer", "vdirsyncer")
    base = ("--config", config)
    environment = {"VDIRSYNCER_CONFIG": str(config)}
    subprocess.run(["target/peers/vdirsyncer/bin/vdirsyncer", *base, "discover"], input="y\n" * 40, text=True,
                   capture_output=True, timeout=120, check=True)
    run(program, *base, "sync", env=environment)
    run(program, *base, "metasync", env=environment)
    calendar = scratch / "calendars" / "calendar"
    expect(len(list(calendar.glob("*.ics"))) == 80, "80 appointments came down")
    expect(len(list((scratch / "contacts" / "contacts").glob("*.vcf"))) == 60, "60 contacts came down")
    expect((calendar / "color").read_text().strip().lower().startswith("#1e7b4f"), "the calendar's colour came down")

    (calendar / "made-here.ics").write_text(EVENT, newline="")
    (calendar / "displayname").write_text("Appointments")
    gone = sorted(calendar.glob("*.ics"))[0]
    gone.unlink()
    run(program, *base, "sync", env=environment)
    run(program, *base, "metasync", env=environment)
    status, body = line.ask("GET", "calendars/calendar/made-here.ics")
    expect(status == 200 and b"Made on this computer" in body, f"a new appointment went up ({status})")
    expect(line.ask("GET", f"calendars/calendar/{gone.name}")[0] == 404, "a deletion went up")
    # Depth is infinity where it is not given, and refused.
    line.line.request("PROPFIND", f"/WebDAV/{USER}/calendars/calendar/", b'<propfind xmlns="DAV:"><prop><displayname/></prop></propfind>',
                      {"Authorization": line.authorization, "Depth": "0"})
    listing = line.line.getresponse().read()
    expect(b"Appointments" in listing, "the calendar's new name went up")

    line.ask("PUT", "calendars/calendar/made-here.ics", EVENT.replace("this computer", "the server").encode())
    run(program, *base, "sync", env=environment)
    expect("Made on the server" in (calendar / "made-here.ics").read_text(), "an edit came down")
    print("vdirsyncer: 140 items down, new, changed and deleted both ways, colour and name")


def readers(scratch):
    (scratch / "khal.conf").write_text(
        f"[calendars]\n[[server]]\npath = {scratch}/calendars/calendar\n[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\n"
        "longdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"[sqlite]\npath = {scratch}/khal.db\n")
    told = run(("calendars", "khal"), "-c", scratch / "khal.conf", "list", "2027-03-03", "2027-03-04", env={"TZ": "UTC"})
    expect("Made on the server" in told, f"khal shows the appointment:\n{told}")
    (scratch / "khard.conf").write_text(f"[addressbooks]\n[[server]]\npath = {scratch}/contacts/contacts\n[general]\neditor = true\nmerge_editor = true\n")
    told = run(("calendars", "khard"), "-c", scratch / "khard.conf", "list", "--parsable", "Amelia")
    expect("Amelia Hartley" in told, f"khard shows the contact:\n{told}")
    (scratch / "todoman.py").write_text(f'path = "{scratch}/calendars/*"\ndate_format = "%Y-%m-%d"\ncache_path = "{scratch}/todoman.db"\n')
    told = run(("calendars", "todo"), "--config", scratch / "todoman.py", "--porcelain", "list", "tasks")
    expect(told.count('"summary"') >= 10, f"todoman shows the tasks:\n{told[:500]}")
    print("khal, khard, todoman: read what came down")


def syncevolution(line, home, url):
    """Its two sides are in step after each run, whoever changed what."""
    def sync(mode):
        done = subprocess.run(["tests/peers/syncevolution-dav.sh", home, url, USER, PASSWORD, mode], capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise SystemExit(f"SyncEvolution, {mode}, ended with {done.returncode}:\n{done.stdout}{done.stderr}")

    def here(folder, text):
        return [path for path in (home / "db" / folder).iterdir() if text in path.read_text()]

    def there(text):
        report = (b'<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:calendar-data/></prop>'
                  b'<C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>')
        return line.ask("REPORT", "calendars/calendar/", report, "application/xml")[1].decode().count(text)

    sync("slow")
    expect(here("card", "FN:Amelia Hartley") and len(here("cal", "BEGIN:VEVENT")) >= 80, "all items came down")
    (home / "db/cal/new.ics").write_text(EVENT.replace("made-here", "made-by-syncevolution").replace("this computer", "a phone"))
    contact = here("card", "FN:Amelia Hartley")[0]
    contact.write_text(contact.read_text().replace("END:VCARD", "NICKNAME:Millie\nEND:VCARD").replace("NICKNAME:\r\n", ""))
    line.ask("PUT", "calendars/calendar/for-the-phone.ics", EVENT.replace("made-here", "for-the-phone").replace("this computer", "the server").encode())
    sync("two-way")
    expect(there("SUMMARY:Made on a phone") == 1, "what was made in SyncEvolution came up, once")
    expect(len(here("cal", "UID:for-the-phone")) == 1, "what was made on the server came down, once")
    cards = line.ask("REPORT", "addressbooks/contacts/", b'<R:addressbook-query xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav"><prop><R:address-data/></prop></R:addressbook-query>', "application/xml")
    expect(cards[1].decode().count("NICKNAME:Millie") == 1, "an edit came up")
    here("cal", "UID:made-by-syncevolution")[0].unlink()
    line.ask("DELETE", "calendars/calendar/for-the-phone.ics")
    sync("two-way")
    expect(there("SUMMARY:Made on a phone") == 0 and not here("cal", "UID:for-the-phone"), "deletions went both ways")
    print("SyncEvolution over CalDAV and CardDAV: all items down, new, changed and deleted both ways")


class Places:
    """Calendars and address books, made as they are needed."""

    MKCOL = (b'<mkcol xmlns="DAV:"><set><prop><resourcetype><collection/><R:addressbook xmlns:R="urn:ietf:params:xml:ns:carddav"/>'
             b"</resourcetype></prop></set></mkcol>")

    def __init__(self, line):
        self.line, self.made = line, {True: [], False: []}

    def of(self, is_card):
        for number in range(60):
            if number == len(self.made[is_card]):
                place = f"{'addressbooks' if is_card else 'calendars'}/public{number}/"
                method, body = ("MKCOL", self.MKCOL) if is_card else ("MKCALENDAR", b"")
                status, _ = self.line.ask(method, place, body, "application/xml")
                expect(status == 201, f"{place} was answered with {status}")
                self.made[is_card].append(place)
            yield self.made[is_card][number]


def corpora(line):
    counts = {}
    files = sorted(path for path in CORPORA.rglob("*") if path.is_file() and not path.name.startswith("."))
    kept, places = 0, Places(line)
    for number, path in enumerate(files):
        body = path.read_bytes()
        if len(body) > MOST_BYTES:
            continue
        is_card = b"BEGIN:VCARD" in body.upper()
        # Many files have the same UID: the next collection has none of them.
        for place in places.of(is_card):
            where = f"{place}{number}{'.vcf' if is_card else '.ics'}"
            status, reply = line.ask("PUT", where, body, "text/vcard" if is_card else "text/calendar")
            expect(status < 500, f"{path} was answered with {status}: {reply[:200]}")
            if status != 409:
                break
        counts[status] = counts.get(status, 0) + 1
        if status in (201, 204):
            kept += 1
            status, back = line.ask("GET", where)
            expect(status == 200 and back == body, f"{path} did not come back byte for byte")
    expect(sum(counts.values()) >= 1000 and kept >= 600, f"only {kept} of {counts} were kept: run make corpora")
    report = (b'<c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><c:calendar-data><c:expand start="20240101T000000Z" '
              b'end="20250101T000000Z"/></c:calendar-data></prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
              b'<c:time-range start="20240101T000000Z" end="20250101T000000Z"/></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>')
    for place in places.made[False]:
        status, _ = line.ask("REPORT", place, report, "application/xml")
        expect(status == 207, f"a query over the public calendars of {place} was answered with {status}")
    print(f"public calendars and cards: {sum(counts.values())} put, {kept} kept and back byte for byte, none brought a 5xx")


main()
