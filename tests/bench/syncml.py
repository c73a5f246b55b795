#!/usr/bin/env python3
"""syncml.py [SIZE…]   Contacts over SyncML: smsync beside SyncEvolution's client, on the same (our) server.

1000 and 5000 contacts unless told. What each row does is in `downloads` and `uploads`; the clients, the items and the
server are those of bench.py. SyncEvolution waits up to a second for a new time stamp of its files; its row counts it,
for whoever presses the button waits too.
"""
import os
import shutil
import subprocess
import sys
from pathlib import Path

from clients import Smsync, cost_of
from items import body, file_name
from server import PASSWORD, USER, Server

SCRATCH = Path("target/bench-syncml").resolve()
KIND = "contacts"


class OverSyncml(Smsync):
    """smsync, with this account over SyncML alone."""

    def prepare(self):
        self.run(
            "account", "add", "bench", "--url", self.url, "--email", USER, "--password-stdin",
            "--kinds", KIND, "--protocol", "syncml", input=f"{PASSWORD}\n".encode(),
        )


class SyncEvolution:
    """SyncEvolution's command line with a folder of files."""

    name = "SyncEvolution"

    def __init__(self, folder, url, _kind):
        self.folder, self.url, self.mode = folder, url, "slow"
        self.items = folder / "db" / "card"
        self.environment = {**os.environ, "URIS": "card - - -"}

    def command(self, mode):
        return ["tests/peers/syncevolution-client.sh", str(self.folder), f"{self.url}/SyncML", USER, PASSWORD, mode]

    def prepare(self):
        self.items.mkdir(parents=True)
        # The first run configures, which starts the program six times; it is not measured, and synchronises nothing yet.
        subprocess.run(self.command("check"), env=self.environment, capture_output=True, check=False)

    def sync(self):
        # The script ends by becoming the program, so its process is the program's.
        cost = cost_of(self.command(self.mode), env=self.environment)
        self.mode = "two-way"
        return cost

    def fill(self, bodies):
        for number, text in bodies.items():
            (self.items / file_name(KIND, number)).write_bytes(text)


CLIENTS = (OverSyncml, SyncEvolution)


def main():
    sizes = [int(size) for size in sys.argv[1:]] or [1_000, 5_000]
    shutil.rmtree(SCRATCH, ignore_errors=True)
    for size in sizes:
        print(f"\n{size:,} contacts over SyncML", flush=True)
        print(f"{'':16}{'':16}{'wall':>10}{'client CPU':>12}{'peak':>10}")
        show({client.name: measure(client, size) for client in CLIENTS})
    shutil.rmtree(SCRATCH, ignore_errors=True)


def measure(client_class, size):
    """Every step's `Cost`, by name."""
    costs = {}
    for story in (downloads, uploads):
        folder = SCRATCH / client_class.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with Server() as server:
            client = client_class(folder, server.url, KIND)
            for name, cost in story(client, server, size):
                costs[name] = cost
    return costs


def downloads(client, server, size):
    server.put(KIND, {number: body(KIND, number) for number in range(size)})
    client.prepare()
    yield "first download", client.sync()
    yield "nothing to do", client.sync()


def uploads(client, server, size):
    client.prepare()
    client.fill({number: body(KIND, number) for number in range(size)})
    yield "first upload", client.sync()
    held = server.count(KIND)
    if held != size:
        raise SystemExit(f"{client.name}: {held} items on the server after uploading {size}")


def show(costs):
    ours, theirs = (costs[client.name] for client in CLIENTS)
    for step in ours:
        for name, of in costs.items():
            cost = of[step]
            times = "" if name == SyncEvolution.name else f"  {theirs[step].wall / cost.wall:.1f} x faster"
            print(
                f"{step if name == Smsync.name else '':16}{name:16}{cost.wall:9.3f}s{cost.cpu:11.3f}s"
                f"{cost.peak_mib:6.0f} MiB{times}"
            )


main()
