"""What is inside the programs that we ship: crates and npm packages, on Linux, Windows or macOS. What only builds or tests
us is not. Used by make-licences.py and make-sbom.py."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = ["smsync-cli", "smsync-server", "smsync-app"]
PLATFORMS = ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc", "aarch64-apple-darwin"]
# A tool when it is installed, but a part of it is inside every page that it makes.
INSIDE_PAGES = {"svelte", "esm-env", "clsx"}
# Packages that name their licence nowhere but in its text.
ONLY_IN_TEXT = {"svelte-toolbelt": "MIT"}


def crates() -> dict[tuple[str, str], dict]:
    """Every crate that is linked into one of the programs on one of the platforms."""
    found = {}
    for platform in PLATFORMS:
        metadata = json.loads(subprocess.check_output(
            ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", platform], cwd=ROOT))
        packages = {package["id"]: package for package in metadata["packages"]}
        for identity in linked(metadata, packages):
            package = packages[identity]
            if package["source"]:
                found[package["name"], package["version"]] = package
    return found


def linked(metadata: dict, packages: dict) -> set[str]:
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    waiting = [identity for identity, package in packages.items() if package["name"] in PROGRAMS]
    seen = set()
    while waiting:
        identity = waiting.pop()
        if identity in seen or is_macro(packages[identity]):
            continue
        seen.add(identity)
        # A dependency of kind null is linked; "build" and "dev" are not.
        waiting += [dependency["pkg"] for dependency in nodes[identity]["deps"]
                    if any(kind["kind"] is None for kind in dependency["dep_kinds"])]
    return seen


def is_macro(package: dict) -> bool:
    return any("proc-macro" in target["kind"] for target in package["targets"])


def scripts() -> dict[tuple[str, str], dict]:
    """Every npm package that the pages contain."""
    lock = json.loads((ROOT / "ui/package-lock.json").read_text())["packages"]
    found = {}
    for path, about in lock.items():
        name = path.rpartition("node_modules/")[2]
        if path and (not about.get("dev") or name in INSIDE_PAGES):
            licence = about.get("license") or ONLY_IN_TEXT[name]
            found[name, about["version"]] = about | {"path": path, "license": licence}
    return found
