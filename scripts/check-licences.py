#!/usr/bin/env python3
"""check-licences.py   Checks every crate of Cargo.lock against deny.toml: its licence, its source, the banned names.

Runs `cargo deny check` where cargo-deny is installed. Where it is not (building it takes minutes, and its database of
advisories lives outside the package registries), this reads the same file and checks the same, advisories excepted,
from `cargo metadata`. Says which of the two it did.
"""
import json
import re
import shutil
import subprocess
import sys
import tomllib

WORD = re.compile(r"\(|\)|[^\s()]+")


def main():
    if shutil.which("cargo-deny"):
        sys.exit(with_cargo_deny())
    rules = tomllib.load(open("deny.toml", "rb"))
    metadata = json.loads(
        subprocess.check_output(["cargo", "metadata", "--all-features", "--format-version", "1", "--locked"])
    )
    breaches = [breach for package in metadata["packages"] for breach in breaches_of(package, rules)]
    for breach in breaches:
        print(breach)
    if breaches:
        sys.exit(1)
    print(f"licences, sources and bans hold for {len(metadata['packages'])} crates (cargo-deny is not here: advisories unchecked)")


def with_cargo_deny():
    without_network = subprocess.call(["cargo", "deny", "check", "licenses", "bans", "sources"])
    if subprocess.call(["cargo", "deny", "fetch", "db"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        print("the database of advisories cannot be reached: advisories unchecked")
        return without_network
    return subprocess.call(["cargo", "deny", "check", "advisories"]) or without_network


def breaches_of(package, rules):
    about = f"{package['name']} {package['version']}"
    licence = package["license"]
    if not licence:
        yield f"{about}: names no licence"
    elif not allowed(licence, set(rules["licenses"]["allow"])):
        yield f"{about}: licence {licence} is not in deny.toml"
    if package["source"] and not package["source"].startswith("registry+https://github.com/rust-lang/crates.io-index"):
        yield f"{about}: comes from {package['source']}, not from crates.io"
    for ban in rules["bans"]["deny"]:
        if ban["name"] == package["name"]:
            yield f"{about}: is banned: {ban['reason']}"


def allowed(expression, names):
    """Whether an SPDX expression can be met with licences of `names`. The old `A/B` means `A OR B`."""
    words = WORD.findall(expression.replace("/", " OR "))

    def alternatives():
        met = together()
        while words and words[0] == "OR":
            words.pop(0)
            met = together() or met
        return met

    def together():
        met = one()
        while words and words[0] == "AND":
            words.pop(0)
            met = one() and met
        return met

    def one():
        word = words.pop(0)
        if word == "(":
            met = alternatives()
            words.pop(0)
            return met
        if words and words[0] == "WITH":
            words.pop(0)
            word_with = f"{word} WITH {words.pop(0)}"
            return word_with in names or word in names
        return word in names

    return alternatives()


main()
