#!/usr/bin/env python3
"""announce.py FOLDER VERSION URL   Signs what the program replaces itself with (AppImage, Windows setup, app for the Mac) in
FOLDER, and writes latest.json there: what a program reads to see that VERSION, found below URL, is newer than itself.

KEY names minisign's secret key, PASSWORD is its password where it has one, NOTES a file with what is new. A signature holds
for this version alone, so that an old file cannot be passed off as a new one."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

PLATFORMS = {
    "linux-x86_64": "*.AppImage",
    "windows-x86_64": "*-setup.exe",
    "darwin-x86_64": "*.app.tar.gz",
    "darwin-aarch64": "*.app.tar.gz",
}


def sign(file: Path, version: str) -> str:
    signature = file.with_name(file.name + ".minisig")
    command = ["minisign", "-S", "-s", os.environ["KEY"], "-m", file, "-x", signature,
               "-c", f"SmarterMail Sync {version}", "-t", f"file:{file.name}\tversion:{version}"]
    subprocess.run(command, input=os.environ.get("PASSWORD", "") + "\n", text=True, check=True, stdout=subprocess.DEVNULL)
    return base64.b64encode(signature.read_bytes()).decode()


def main() -> int:
    if len(sys.argv) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    folder, version, url = Path(sys.argv[1]), sys.argv[2], sys.argv[3].rstrip("/")
    platforms = {}
    for platform, pattern in PLATFORMS.items():
        for file in folder.glob(pattern):
            platforms[platform] = {"url": f"{url}/{file.name}", "signature": sign(file, version)}
    if not platforms:
        print(f"{folder} holds nothing to announce", file=sys.stderr)
        return 1
    notes = Path(os.environ["NOTES"]).read_text() if "NOTES" in os.environ else ""
    (folder / "latest.json").write_text(json.dumps({"version": version, "notes": notes, "platforms": platforms}, indent=1) + "\n")
    print(f"{version} is announced for {', '.join(platforms)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
