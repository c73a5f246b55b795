#!/usr/bin/env python3
"""check-crates.py   Checks the laws of the tree that no compiler checks (docs/adr/0001-arrows.md):

  arrows    which of our crates may depend on which;
  purity    pim, dav and syncml have no clock, no file, no socket, no randomness, no async.

Prints each breach on a line of its own and exits with 1, or says that there is none.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

# Our packages, and those of ours that each may depend on, tests of its own included. The tests may use everything.
ARROWS = {
    "smsync-pim": set(),
    "smsync-dav": set(),
    "smsync-syncml": set(),
    "smsync-engine": {"smsync-pim", "smsync-dav", "smsync-syncml"},
    "smsync-cli": {"smsync-engine"},
    "smsync-app": {"smsync-engine"},
    "smsync-server": {"smsync-pim", "smsync-syncml"},
}
# What only a test may need: the engine's and the shells' own tests run against the real test server.
FOR_TESTS_ONLY = {
    "smsync-engine": {"smsync-server"},
    "smsync-cli": {"smsync-server"},
    "smsync-app": {"smsync-server"},
}
PURE = ["smsync-pim", "smsync-dav", "smsync-syncml"]
IMPURE_CRATES = {
    "async-trait", "chrono", "directories", "fastrand", "futures", "getrandom", "hickory-resolver", "hyper", "keyring",
    "rand", "reqwest", "rusqlite", "smol", "tempfile", "time", "tokio", "uuid", "zbus",
}
IMPURE_CODE = re.compile(
    r"\b(tokio|std::(fs|process|env|thread|os)\b|Tcp(Stream|Listener)|UdpSocket|ToSocketAddrs|SystemTime|Instant::now|Timestamp::now|Zoned::now|async fn|async move"
    r"|thread_rng|RandomState|println!|eprintln!|dbg!)"
)


def main():
    metadata = json.loads(
        subprocess.check_output(["cargo", "metadata", "--no-deps", "--format-version", "1", "--locked"])
    )
    packages = {package["name"]: package for package in metadata["packages"]}
    breaches = [*arrows(packages), *purity(packages)]
    print(*breaches, sep="\n" if breaches else "")
    if breaches:
        sys.exit(1)
    print(f"arrows and purity hold for {len(packages)} crates")


def arrows(packages):
    for name, package in packages.items():
        if name == "smsync-tests":
            continue
        if name not in ARROWS:
            yield f"{name}: no arrow is written down for this crate; add it to {Path(__file__).name}"
            continue
        for dependency in package["dependencies"]:
            allowed = {name} | ARROWS[name] | (FOR_TESTS_ONLY.get(name, set()) if dependency["kind"] == "dev" else set())
            if dependency["name"] in packages and dependency["name"] not in allowed:
                yield f"{name}: may not depend on {dependency['name']}"


def purity(packages):
    for name in PURE:
        if name not in packages:
            continue
        for dependency in packages[name]["dependencies"]:
            if dependency["name"] in IMPURE_CRATES and dependency["kind"] is None:
                yield f"{name}: is pure and may not depend on {dependency['name']}"
        source = Path(packages[name]["manifest_path"]).parent / "src"
        for path in sorted(source.rglob("*.rs")):
            for number, line in enumerate(code_of(path), 1):
                found = IMPURE_CODE.search(line)
                if found:
                    yield f"{path.relative_to(Path.cwd())}:{number}: {name} is pure and may not use {found.group()}"


def code_of(path):
    """The lines of a file without its comments and without what only tests see."""
    if path.name == "tests.rs" or "tests" in path.parts[:-1]:
        return
    for line in path.read_text().splitlines():
        if line.strip() == "#[cfg(test)]":
            return  # tests stand at the end of a file
        yield re.sub(r"//.*", "", line)


main()
