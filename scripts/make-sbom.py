#!/usr/bin/env python3
"""make-sbom.py FILE   Writes the list of what is inside our programs in CycloneDX 1.5 (JSON), for those who check a
release against lists of known faults. The same commit makes the same file."""

import json
import sys
import tomllib
import uuid
from pathlib import Path

from shipped import ROOT, crates, scripts


def component(kind: str, name: str, version: str, licence: str) -> dict:
    url = f"pkg:{kind}/{name.replace('@', '%40')}@{version}"
    return {"type": "library", "bom-ref": url, "purl": url, "name": name, "version": version,
            "licenses": [{"expression": licence.replace("/", " OR ")}]}


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    components = [component("cargo", name, version, about["license"]) for (name, version), about in sorted(crates().items())]
    components += [component("npm", name, version, about["license"]) for (name, version), about in sorted(scripts().items())]
    version = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["version"]
    lock = (ROOT / "Cargo.lock").read_text()
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, lock)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "SmarterMail Sync", "version": version}},
        "components": components,
    }
    Path(sys.argv[1]).write_text(json.dumps(bom, indent=1) + "\n")
    print(f"{len(components)} components")
    return 0


if __name__ == "__main__":
    sys.exit(main())
