#!/usr/bin/env python3
"""app.py APP PANEL   Measures the app on the display and bus it is started on (see app.sh), and prints a line for each figure."""

import ctypes
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "window"))
import display  # noqa: E402

APP, PANEL = sys.argv[1:3]
RUNS = 9
SETTLED_S = 10
PATIENCE_S = 30
#: A picture has more colours than an empty window.
COLOURS = 12


def until(what: str, question):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.002)
    sys.exit(f"not within {PATIENCE_S} s: {what}")


def start(*arguments: str) -> subprocess.Popen:
    return subprocess.Popen([APP, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def window(screen: ctypes.c_void_p) -> int | None:
    return next((one for one, name in display.shown(screen) if name == "SmarterMail Sync"), None)


def opening(screen: ctypes.c_void_p, begin) -> tuple[float, float]:
    """Milliseconds from `begin` to the window, and to the first picture in it."""
    started = time.monotonic()
    begin()
    shown = until("a window", lambda: window(screen))
    mapped = time.monotonic()
    until("a picture", lambda: display.colours(screen, shown) > COLOURS)
    return (mapped - started) * 1000, (time.monotonic() - started) * 1000


def tree(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def pss(pids: list[int]) -> float:
    kib = 0
    for pid in pids:
        kib += int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1])
    return kib / 1024


def quit(app: subprocess.Popen) -> None:
    app.terminate()
    app.wait()


def say(what: str, figure: str) -> None:
    print(f"  {what:<58} {figure}", flush=True)


def main() -> None:
    panel = subprocess.Popen([PANEL, "tray"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    panel.stdout.readline()
    screen = ctypes.c_void_p(display.x11.XOpenDisplay(None))
    say("binary", f"{os.path.getsize(APP) / 1024 / 1024:.1f} MiB")

    times = []
    for _ in range(RUNS):
        apps = []
        times.append(opening(screen, lambda: apps.append(start())))
        quit(apps[0])
        until("no window", lambda: window(screen) is None)
    for what, of in [("from start to the window", 0), ("from start to the first picture in it", 1)]:
        ms = sorted(one[of] for one in times)
        say(f"{what}, median of {RUNS}", f"{statistics.median(ms):.0f} ms ({ms[0]:.0f} to {ms[-1]:.0f})")

    app = start("--tray")
    time.sleep(SETTLED_S)
    say("memory in the tray, never a window (PSS)", f"{pss(tree(app.pid)):.0f} MiB")
    mapped, painted = opening(screen, lambda: start().wait())
    say("a second start to the window, to the first picture", f"{mapped:.0f}, {painted:.0f} ms")
    time.sleep(SETTLED_S)
    own, all_of_it = pss([app.pid]), pss(tree(app.pid))
    say("memory with a window, idle (PSS)", f"{all_of_it:.0f} MiB, {own:.0f} of it its own")
    display.close(screen, window(screen))
    display.x11.XSync(screen, 0)
    until("the program begun anew", lambda: b"--goes-on" in Path(f"/proc/{app.pid}/cmdline").read_bytes())
    time.sleep(SETTLED_S)
    say("memory after the window was closed (PSS)", f"{pss(tree(app.pid)):.0f} MiB")
    before = sum(map(int, Path(f"/proc/{app.pid}/stat").read_text().rsplit(")")[1].split()[11:13]))
    time.sleep(SETTLED_S)
    after = sum(map(int, Path(f"/proc/{app.pid}/stat").read_text().rsplit(")")[1].split()[11:13]))
    say(f"processor time in {SETTLED_S} s in the tray", f"{(after - before) * 1000 // os.sysconf('SC_CLK_TCK')} ms")
    quit(app)
    panel.terminate()


main()
