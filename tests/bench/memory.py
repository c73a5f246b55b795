#!/usr/bin/env python3
"""memory.py [ITEMS]   How much memory the engine takes while it synchronises ITEMS items (10,000) of each of the four kinds at
once with the bundled server, above what it takes at rest. PRODUCT promises at most 10 MB; more is a failure.

At rest means that accounts, store and journal of that size are open, and nothing is done: `smsync account list` and
`smsync history`, whichever takes more. What is counted is the peak of the resident memory, as the kernel tells it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from clients import cost_of
from items import KINDS, MORE_KINDS, body, changed
from server import PASSWORD, USER, Server, program

PROMISED_MIB = 10.0
SCRATCH = Path("target/bench/memory").resolve()
SMSYNC = program("smsync")
CHANGES = 500


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
        return cost_of([SMSYNC, *arguments], env=self.environment, accept=(0, 3))

    def rest(self):
        return max(self.run("account", "list").peak_mib, self.run("history").peak_mib)

    def sync(self, *options):
        return self.run("sync", "--quiet", *options).peak_mib

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

    print(f"\nmemory, {size:,} items of each of four kinds; at rest {rest:.1f} MiB")
    for name, peak in peaks.items():
        print(f"{name:40}{peak:7.1f} MiB{peak - rest:+7.1f}")
    worst = max(peaks.values()) - rest
    if worst > PROMISED_MIB:
        raise SystemExit(f"{worst:.1f} MiB above rest; promised are {PROMISED_MIB:.0f}")


main()
