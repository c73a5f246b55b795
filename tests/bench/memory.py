#!/usr/bin/env python3
"""memory.py [ITEMS]   How much memory the engine takes while it synchronises ITEMS items (10,000) of each of the four kinds at
once with the bundled server, above what it takes at rest. Promised are at most 10 MB; more is a failure.

At rest means that the account, the store and the journal of that size are open: `smsync account list`. What is counted is the
peak of the memory that is the process's own (RssAnon, looked at every two milliseconds). The pages of the program's file are
shown beside it: they are as many as of the program was ever used, shared with every other process of it."""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from items import KINDS, MORE_KINDS, body, changed
from server import PASSWORD, USER, Server, program

PROMISED_MIB = 10.0
SCRATCH = Path("target/bench/memory").resolve()
SMSYNC = program("smsync")
CHANGES = 500


@dataclass
class Peak:
    """In MiB."""

    own: float = 0
    program: float = 0


def peak_of(command, environment):
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    peak, status = Peak(), f"/proc/{process.pid}/status"
    while process.poll() is None:
        try:
            lines = dict(re.findall(r"^(\w+):\s+(\d+) kB$", Path(status).read_text(), flags=re.M))
        except OSError:
            break
        peak.own = max(peak.own, int(lines.get("RssAnon", 0)) / 1024)
        peak.program = max(peak.program, int(lines.get("RssFile", 0)) / 1024)
        time.sleep(0.002)
    said = process.communicate()[0]
    if process.returncode not in (0, 3):
        raise SystemExit(f"{command} ended with {process.returncode}:\n{said.decode(errors='replace')[-2000:]}")
    return peak


class Computer:
    """One computer with an account on the server, and its peaks above rest."""

    def __init__(self, name, url):
        self.home = SCRATCH / name
        password = SCRATCH / "password"
        password.write_text(f"{PASSWORD}\n")
        self.environment = {**os.environ, "SMSYNC_HOME": str(self.home), "SMSYNC_PASSWORD_FILE": str(password),
                            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
        self.run("account", "add", "bench", "--url", url, "--email", USER)

    def run(self, *arguments):
        return peak_of([SMSYNC, *arguments], self.environment)

    def rest(self):
        # It ends within milliseconds: the most of several looks.
        return max((self.run("account", "list") for _ in range(20)), key=lambda peak: peak.own)

    def sync(self):
        return self.run("sync", "--quiet")

    def count(self):
        listed = subprocess.run([SMSYNC, "items", "list", "--json"], env=self.environment, check=True, stdout=subprocess.PIPE).stdout
        return listed.count(b'"title"')


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    kinds = KINDS + MORE_KINDS
    with Server() as server:
        for kind in kinds:
            server.put(kind, {number: body(kind, number) for number in range(size)})
        one = Computer("one", server.url)
        peaks = {"first download": one.sync(), "quiet pass": one.sync()}
        for kind in kinds:
            server.put(kind, {number: changed(kind, number) for number in range(CHANGES)})
        peaks[f"{CHANGES} of each changed on the server"] = one.sync()
        held = one.count()
        rest = one.rest()
    if held < size * len(kinds):
        raise SystemExit(f"only {held} of {size * len(kinds)} items arrived")

    # A server that was emptied: what is here is the same as what is there, or goes there.
    with Server() as server:
        two = Computer("two", server.url)
        for kind in kinds:
            file = SCRATCH / f"{kind}.import"
            file.write_bytes(b"".join(body(kind, number) for number in range(size)))
            two.run("items", "import", str(file))
        peaks["first upload"] = two.sync()
        held = sum(server.count(kind) for kind in kinds)
    if held != size * len(kinds):
        raise SystemExit(f"only {held} of {size * len(kinds)} items went there")
    shutil.rmtree(SCRATCH)

    print(f"\nmemory, {size:,} items of each of four kinds, MiB")
    print(f"{'':40}{'own':>8}{'above rest':>12}{'program':>10}")
    for name, peak in {"at rest": rest, **peaks}.items():
        print(f"{name:40}{peak.own:8.1f}{peak.own - rest.own:12.1f}{peak.program:10.1f}")
    worst = max(peak.own for peak in peaks.values()) - rest.own
    if worst > PROMISED_MIB:
        raise SystemExit(f"{worst:.1f} MiB above rest; promised are {PROMISED_MIB:.0f}")


main()
