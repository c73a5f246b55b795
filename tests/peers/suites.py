"""suites.py SOURCES [--peer URL USER PASSWORD] [SUITE…]   See suites.sh. Begin reading at `main`."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

USER, PASSWORD = "tester@example.com", "testing1"
LIMIT_SECONDS = 150

# What must hold: at least so many passed, and nothing else left than what is named here, each with the reason.
TESTER_PASSED = 96
TESTER_LEFT = {
    "create-calendar.auto": "a calendar is made when somebody makes it, not when somebody looks for it",
    "scheduling": "invitations are not handled by this server, and it says so",
    "search.text.comp-type-optional": "a property filter on VCALENDAR is about the properties of VCALENDAR (RFC 4791, 9.7.2)",
    "url.encode-at.identity": "not observable: a second item at the other spelling of the same address is refused, as it is the same address",
    "well-known": "the suite does not ask on loopback",
}
PYTHON_PASSED = 71
PYTHON_LEFT = {}

# What this server tells the tests of itself: only where it differs from what they take for granted.
FEATURES = """
      scheduling:
        support: unsupported
      search.time-range.comp-type-optional:
        support: full
"""


def main():
    sources, arguments = Path(sys.argv[1]).resolve(), sys.argv[2:]
    peer = None
    if arguments[:1] == ["--peer"]:
        peer, arguments = tuple(arguments[1:4]), arguments[4:]
    suites = {"caldav-server-tester": tester, "python-caldav": python_caldav}
    failed = False
    for name in arguments or suites:
        with peer_or_server(peer) as (url, user, password):
            passed, left = suites[name](sources, url, user, password)
        print(f"{name}: {passed} passed, {len(left)} left")
        expected = (TESTER_PASSED, TESTER_LEFT) if name == "caldav-server-tester" else (PYTHON_PASSED, PYTHON_LEFT)
        for test in sorted(left):
            print(f"  {test}: {expected[1].get(test, 'NEW') if not peer else 'left'}")
        if not peer and (passed < expected[0] or set(left) - set(expected[1])):
            print(f"{name}: the score fell (at least {expected[0]} must pass)")
            failed = True
    sys.exit(1 if failed else 0)


class peer_or_server:
    """The server that is tested: the bundled one, empty and new, unless another is named."""

    def __init__(self, peer):
        self.peer, self.process = peer, None

    def __enter__(self):
        if self.peer:
            return self.peer
        command = [Path(os.environ.get("CARGO_TARGET_DIR", "target")) / "debug/smsync-server", "--port", "0", "--no-sample", "--user", f"{USER}:{PASSWORD}"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("ready "):
            raise SystemExit("the server did not start")
        return line.split()[1] + "WebDAV/", USER, PASSWORD

    def __exit__(self, *_):
        if self.process:
            self.process.terminate()
            self.process.wait(10)


def tester(_, url, user, password):
    """How many features are supported, and which are not, or not fully."""
    command = [Path(sys.executable).with_name("caldav-server-tester"), "--verbose", "--format", "text",
               "--caldav-url", url, "--caldav-username", user, "--caldav-password", password]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS)
    sections = re.split(r"^## ", done.stdout, flags=re.MULTILINE)[1:]
    if not sections:
        raise SystemExit(f"caldav-server-tester told nothing:\n{done.stderr[-2000:]}")
    levels = {section.split("\n", 1)[0].strip(): level(section) for section in sections}
    left = [feature for feature, found in levels.items() if found not in ("full", "quirk")]
    return len(levels) - len(left), left


def level(section):
    found = re.search(r"^Feature support level found: (\w+)", section, flags=re.MULTILINE)
    return found.group(1) if found else "full"


def python_caldav(sources, url, user, password):
    """How many tests passed, and which failed."""
    with tempfile.TemporaryDirectory() as scratch:
        # The suite reads its servers from beside its tests: a copy, so that what was fetched stays as it was.
        folder = Path(scratch) / "caldav"
        shutil.copytree(sources, folder)
        (folder / "tests" / "caldav_test_servers.yaml").write_text(
            "test-servers:\n  radicale:\n    type: embedded\n    enabled: false\n  xandikos:\n    type: embedded\n    enabled: false\n"
            f"  bundled:\n    type: external\n    enabled: true\n    url: {url}\n    username: {user}\n    password: {password}\n"
            f"    features:{FEATURES}"
        )
        environment = {**os.environ, "PYTHON_CALDAV_TEST_DOCKER": "0", "TMPDIR": scratch}
        command = [sys.executable, "-m", "pytest", "tests/test_caldav.py", "-q", "--timeout", "60", "-p", "no:cacheprovider",
                   "-o", "asyncio_default_fixture_loop_scope=function", "-W", "ignore::DeprecationWarning",
                   "-W", "ignore::pytest.PytestDeprecationWarning"]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=LIMIT_SECONDS)
    passed = re.search(r"(\d+) passed", done.stdout)
    if not passed:
        raise SystemExit(f"python-caldav's tests did not run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    failed = re.findall(r"^(?:FAILED|ERROR) \S*::(\w+)", done.stdout, flags=re.MULTILINE)
    return int(passed.group(1)), failed


main()
