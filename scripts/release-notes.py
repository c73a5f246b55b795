#!/usr/bin/env python3
"""release-notes.py VERSION   Prints what CHANGELOG.md says is new in VERSION, and fails unless everything in the tree that
names the version names this one: Cargo.toml, the changelog and the AppStream data."""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    version = sys.argv[1]
    changes = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(), flags=re.M)
    notes = next((part.partition("\n")[2].strip() for part in changes if part.split()[:1] == [version]), None)
    built = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["version"]
    appstream = re.search(r'<release version="([^"]+)"', (ROOT / "installer/linux/org.smsync.app.metainfo.xml").read_text())
    wrong = []
    if built != version:
        wrong.append(f"Cargo.toml has {built}")
    if not notes:
        wrong.append("CHANGELOG.md has nothing under it")
    if appstream is None or appstream.group(1) != version:
        wrong.append(f"the AppStream data begins with {appstream.group(1) if appstream else 'no release'}")
    if wrong:
        print(f"{version} is not ready: {', '.join(wrong)}", file=sys.stderr)
        return 1
    print(notes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
