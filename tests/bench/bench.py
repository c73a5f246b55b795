#!/usr/bin/env python3
"""bench.py [SIZE…]   The table of `make bench`. Begin reading at `main`; what is done in each row is in `steps`, what each
client does for it in clients.py, the items in items.py, the server and the counting of requests in server.py.
"""
import shutil
import statistics
import sys
from pathlib import Path

from clients import Floor, Smsync, Vdirsyncer
from items import KINDS, body, changed
from server import SERVER, Relay, Server

SCRATCH = Path("target/bench").resolve()
CHANGES = 100
QUIET_RUNS = 5


def main():
    sizes = [int(size) for size in sys.argv[1:]] or [1_000, 10_000]
    shutil.rmtree(SCRATCH, ignore_errors=True)
    for size in sizes:
        for kind in KINDS:
            print(f"\n{size:,} {kind} on {SERVER}", flush=True)
            print(f"{'':16}{'':12}{'wall':>10}{'client CPU':>12}{'peak':>10}{'requests':>10}")
            timed = {client.name: measure(client, kind, size) for client in (Floor, Smsync, Vdirsyncer)}
            counted = {client.name: measure(client, kind, size, count=True) for client in (Floor, Smsync, Vdirsyncer)}
            show(timed, counted)
    shutil.rmtree(SCRATCH, ignore_errors=True)


def measure(client_class, kind, size, count=False):
    """Every step's `Cost`, by name. With `count`, through a relay that counts requests; its times mean nothing."""
    costs = {}
    for story in (downloads, uploads):
        folder = SCRATCH / client_class.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with Server() as server, Relay(server.port) as relay:
            url = relay.url if count else server.url
            client = client_class(folder, url, kind)
            for name, run in story(client, server, kind, size):
                before = relay.requests
                costs[name] = run()
                costs[name].requests = relay.requests - before
    return costs


def downloads(client, server, kind, size):
    server.put(kind, {number: body(kind, number) for number in range(size)})
    client.prepare()
    yield "first download", client.sync
    yield "quiet pass", lambda: typical([client.sync() for _ in range(QUIET_RUNS)])
    server.put(kind, {number: changed(kind, number) for number in range(CHANGES)})
    yield f"{CHANGES} down", client.sync
    client.edit({number: changed(kind, number, 2) for number in range(CHANGES, 2 * CHANGES)})
    yield f"{CHANGES} up", client.sync


def uploads(client, server, kind, size):
    client.prepare()
    client.fill({number: body(kind, number) for number in range(size)})
    yield "first upload", client.sync
    held = server.count(kind)
    if held != size:
        raise SystemExit(f"{client.name}: {held} items on the server after uploading {size}")


def typical(costs):
    """The run with the median wall time; its requests are counted over all runs."""
    middle = statistics.median_low([cost.wall for cost in costs])
    chosen = next(cost for cost in costs if cost.wall == middle)
    chosen.repeated = len(costs)
    return chosen


def show(timed, counted):
    steps = ["first download", "first upload", "quiet pass", f"{CHANGES} up", f"{CHANGES} down"]
    for step in steps:
        floor = timed[Floor.name][step].wall
        for name in timed:
            cost = timed[name][step]
            requests = counted[name][step].requests / counted[name][step].repeated
            times = "" if name == Floor.name else f"  {cost.wall / floor:.1f} x floor"
            print(
                f"{step if name == Floor.name else '':16}{name:12}{cost.wall:9.3f}s{cost.cpu:11.3f}s"
                f"{cost.peak_mib:6.0f} MiB{requests:10.0f}{times}"
            )


main()
