#!/usr/bin/env python3
"""make-icons.py [--check]   Makes every icon under icons/ from the drawings in icons/source/ (with rsvg-convert).

What it makes is committed, because a build needs it and not every machine has a renderer. icons/SHA256SUMS ties the
drawings, this script and the pictures together: --check (part of `make lint`, no renderer needed) fails when a drawing
or a picture was changed without the other, and looks into every picture for its size.
"""

import hashlib
import struct
import subprocess
import sys
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ICONS = ROOT / "icons"
SOURCE = ICONS / "source"
SUMS = ICONS / "SHA256SUMS"

# The app's icon: size in pixels -> drawing. The small drawing has its edges on whole pixels.
APP = {
    16: "smsync-small", 22: "smsync-small", 24: "smsync-small", 32: "smsync-small", 48: "smsync-small",
    64: "smsync", 128: "smsync", 256: "smsync", 512: "smsync", 1024: "smsync",
}
ICO = [16, 24, 32, 48, 64, 256]
# The kinds of an .icns that hold a PNG: type -> pixels.
ICNS = {b"icp4": 16, b"icp5": 32, b"ic11": 32, b"ic12": 64, b"ic07": 128, b"ic13": 256, b"ic08": 256, b"ic14": 512,
        b"ic09": 512, b"ic10": 1024}

STATES = ["idle", "syncing", "conflicts", "error"]
TRAY_SIZES = [16, 22, 24, 32, 44]
# For a light panel, for a dark one, and one colour (a template that the system tints). Idle keeps quiet; the states
# differ by their sign first (= ⇌ ≠ !), by colour second.
TRAY = {
    "light": {"idle": "#3c4350", "syncing": "#1f5fd0", "conflicts": "#b26a00", "error": "#c62b22"},
    "dark": {"idle": "#e3e7ee", "syncing": "#6ea4ff", "conflicts": "#f5b93f", "error": "#ff7f76"},
    "mono": dict.fromkeys(STATES, "#000000"),
}


def render(svg: str, size: int, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["rsvg-convert", "-w", str(size), "-h", str(size), "-o", str(path)], input=svg.encode(), check=True)


def drawing(name: str) -> str:
    return (SOURCE / f"{name}.svg").read_text()


def tray_drawing(state: str, size: int) -> str:
    if size in (16, 32):
        return drawing(f"tray-{state}-16")
    svg = drawing(f"tray-{state}")
    # 24 pixels are the grid of 22 with a pixel of air around it.
    return svg.replace('viewBox="0 0 22 22"', 'viewBox="-1 -1 24 24"') if size == 24 else svg


def pictures() -> dict[Path, int]:
    """Every PNG there has to be, and its size in pixels."""
    app = {ICONS / f"{size}.png": size for size in APP}
    tray = {ICONS / "tray" / theme / f"{state}-{size}.png": size
            for theme in TRAY for state in STATES for size in TRAY_SIZES}
    return app | tray


def make() -> None:
    for size, name in APP.items():
        render(drawing(name), size, ICONS / f"{size}.png")
    for theme, colours in TRAY.items():
        for state, colour in colours.items():
            for size in TRAY_SIZES:
                svg = tray_drawing(state, size).replace("currentColor", colour)
                render(svg, size, ICONS / "tray" / theme / f"{state}-{size}.png")
    (ICONS / "smsync.ico").write_bytes(ico())
    (ICONS / "smsync.icns").write_bytes(icns())
    SUMS.write_text("".join(f"{digest(path)}  {path.relative_to(ROOT)}\n" for path in tied()))


# --- the two containers --------------------------------------------------------------------------------------------

def ico() -> bytes:
    images = [image_of_ico(size) for size in ICO]
    offset = 6 + 16 * len(images)
    entries = b""
    for size, image in zip(ICO, images):
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(image), offset)
        offset += len(image)
    return struct.pack("<HHH", 0, 1, len(images)) + entries + b"".join(images)


def image_of_ico(size: int) -> bytes:
    """A bitmap, which every reader knows; from 256 on a PNG, as is the custom."""
    data = (ICONS / f"{size}.png").read_bytes()
    if size >= 256:
        return data
    rows = pixels(data, size)
    colours = b"".join(bytes(channel for x in range(0, len(row), 4)
                             for channel in (row[x + 2], row[x + 1], row[x], row[x + 3])) for row in reversed(rows))
    mask = b"\0" * ((size + 31) // 32 * 4 * size)
    header = struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, len(colours), 0, 0, 0, 0)
    return header + colours + mask


def icns() -> bytes:
    body = b""
    for kind, size in ICNS.items():
        data = (ICONS / f"{size}.png").read_bytes()
        body += kind + struct.pack(">I", len(data) + 8) + data
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def chunks(png: bytes):
    at = 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        yield kind, png[at + 8:at + 8 + length]
        at += length + 12


def pixels(png: bytes, size: int) -> list[bytearray]:
    """The rows of a PNG as the renderer writes it: eight bits, RGBA, not interlaced."""
    data = zlib.decompress(b"".join(content for kind, content in chunks(png) if kind == b"IDAT"))
    width, rows, above = size * 4, [], bytearray(size * 4)
    for y in range(size):
        filter_kind = data[y * (width + 1)]
        row = bytearray(data[y * (width + 1) + 1:(y + 1) * (width + 1)])
        for x in range(width):
            left = row[x - 4] if x >= 4 else 0
            corner = above[x - 4] if x >= 4 else 0
            row[x] = (row[x] + predicted(filter_kind, left, above[x], corner)) % 256
        rows.append(row)
        above = row
    return rows


def predicted(filter_kind: int, left: int, up: int, corner: int) -> int:
    """The filters of the PNG specification, section 9.2."""
    if filter_kind == 4:
        estimate = left + up - corner
        return min((left, up, corner), key=lambda value: abs(estimate - value))
    return (0, left, up, (left + up) // 2)[filter_kind]


# --- the check -----------------------------------------------------------------------------------------------------

def tied() -> list[Path]:
    containers = [ICONS / "smsync.ico", ICONS / "smsync.icns"]
    return [Path(__file__).resolve(), *sorted(SOURCE.glob("*.svg")), *sorted(pictures()), *containers]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def png_size(png: bytes) -> tuple[int, int, int, int]:
    """Width, height, bits, kind of colour."""
    if png[:8] != b"\x89PNG\r\n\x1a\n":
        return (0, 0, 0, 0)
    return struct.unpack(">IIBB", png[16:26])


def check() -> list[str]:
    wrong = [f"{path.relative_to(ROOT)} is missing" for path in tied() if not path.exists()]
    if wrong:
        return wrong
    for path, size in pictures().items():
        if png_size(path.read_bytes()) != (size, size, 8, 6):
            wrong.append(f"{path.relative_to(ROOT)} is not {size} × {size} pixels with eight bits of RGBA")
    count, = struct.unpack("<H", (ICONS / "smsync.ico").read_bytes()[4:6])
    if count != len(ICO):
        wrong.append(f"smsync.ico holds {count} pictures, not {len(ICO)}")
    length, = struct.unpack(">I", (ICONS / "smsync.icns").read_bytes()[4:8])
    if length != (ICONS / "smsync.icns").stat().st_size:
        wrong.append("smsync.icns is cut short")
    known = dict(reversed(line.split("  ")) for line in SUMS.read_text().splitlines()) if SUMS.exists() else {}
    wrong += [f"{path.relative_to(ROOT)} changed since the icons were made"
              for path in tied() if known.get(str(path.relative_to(ROOT))) != digest(path)]
    return wrong


def main() -> int:
    if "--check" not in sys.argv[1:]:
        make()
    wrong = check()
    for line in wrong:
        print(f"icons: {line}", file=sys.stderr)
    if wrong:
        print("run: make icons", file=sys.stderr)
        return 1
    print(f"icons: {len(pictures())} pictures, .ico and .icns are what the drawings make")
    return 0


if __name__ == "__main__":
    sys.exit(main())
