#!/usr/bin/env python3
"""make-licences.py [--check | --texts FILE]   Whose work is inside what we ship.

Without an option it writes THIRD-PARTY.md, the list of every crate and npm package that is inside the programs on
Linux, Windows or macOS, with its licence. --check fails when that list is out of date. --texts writes the licences in
full: the packages carry that file beside the programs. What only builds or tests us is not shipped and not listed.
"""

import sys
from pathlib import Path

from shipped import ROOT, crates, scripts

LIST = ROOT / "THIRD-PARTY.md"
FILES = ("license", "licence", "copying", "notice", "unlicense", "copyright")


def the_list() -> str:
    rows = [("crate", name, package["license"]) for (name, _), package in crates().items()]
    rows += [("npm", name, about["license"]) for (name, _), about in scripts().items()]
    # A crate in two versions is one line: the licence is what is asked for here.
    table = "".join(f"| {where} | {name} | {licence.replace('/', ' OR ')} |\n"
                    for where, name, licence in sorted(set(rows)))
    return ("# What others wrote\n\n"
            "Inside the programs that we ship, on Linux, Windows or macOS. Made by `make licences`; the packages hold the\n"
            "full texts in a file `THIRD-PARTY.txt`. SmarterMail Sync itself is MIT or Apache-2.0, as you like.\n\n"
            f"| from | package | licence |\n|---|---|---|\n{table}")


def texts() -> str:
    by_text: dict[str, list[str]] = {}
    for (name, version), package in sorted(crates().items()):
        about = f"{name} {version} ({package['license']})"
        by_text.setdefault(text_of(Path(package["manifest_path"]).parent, package), []).append(about)
    for (name, version), package in sorted(scripts().items()):
        folder = ROOT / "ui" / package["path"]
        by_text.setdefault(text_of(folder, package), []).append(f"{name} {version} ({package['license']})")
    line = "-" * 100
    usual = "".join(f"{line}\n{name}, as it usually reads\n{line}\n\n{(ROOT / file).read_text()}\n"
                    for name, file in [("MIT", "LICENSE-MIT"), ("Apache-2.0", "LICENSE-APACHE")])
    return "".join(f"{line}\n" + "\n".join(names) + f"\n{line}\n\n{text}\n\n" for text, names in by_text.items()) + usual


def text_of(folder: Path, package: dict) -> str:
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name.lower().startswith(FILES)]
    if files:
        return "\n\n".join(path.read_text(errors="replace").strip() for path in files)
    authors = ", ".join(package.get("authors") or []) or "its authors"
    repository = package.get("repository")
    home = repository if isinstance(repository, str) else ""
    return (f"Copyright {authors}. Licensed under {package['license']}; the package came without the text,\n"
            f"which is at the end of this file or at its source: {home}")


def main() -> int:
    match sys.argv[1:]:
        case []:
            LIST.write_text(the_list())
        case ["--texts", path]:
            Path(path).write_text(texts())
        case ["--check"]:
            if LIST.read_text() != the_list():
                print("THIRD-PARTY.md is out of date; run: make licences", file=sys.stderr)
                return 1
            print("THIRD-PARTY.md lists what is shipped")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
