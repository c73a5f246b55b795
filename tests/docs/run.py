#!/usr/bin/env python3
"""run.py [DOCUMENT…]   Runs every command in the documents, against the bundled server; follows every link in them, and looks
whether the places of this repository that they name are there.

In a document, a fence marked `sh` is run: each document in a folder of its own, with a mailbox of its own for
anna@example.com behind https://mail.example.com. `sh exit=3` says how the last command ends. A fence marked `output`
after it holds lines that must have been printed, in that order (… stands for anything). What the reader has done in an
earlier document is done by an HTML comment that begins with `run`. Commands that belong to another system or that need
an administrator stand in a `console` fence, and elsewhere.txt says which test runs them, or that none can.
"""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAMS = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "debug"
LANGUAGES = {"sh", "output", "console", "json", "text", "rust", "mermaid", "ini", "xml", "reg", "powershell", ""}
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
# A place in this repository, as a document names it; words in capitals stand for any name.
PLACE = re.compile(r"`((?:crates|server-stub|src-tauri|ui|tests|icons|installer|scripts|docs)/[\w./*-]*)`")


@dataclass
class Block:
    line: int
    language: str
    text: str
    code: int = 0
    expected: list[str] = field(default_factory=list)


def documents() -> list[Path]:
    top = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "installer/README.md")]
    return [path for path in top if path.exists()] + sorted(
        path for path in (ROOT / "docs").rglob("*.md") if "adr" not in path.parts)


# --- reading -------------------------------------------------------------------------------------------------------

def blocks(text: str) -> list[Block]:
    found, at, lines = [], 0, text.split("\n")
    while at < len(lines):
        line = lines[at]
        if line.startswith("<!-- run"):
            end = next(n for n in range(at, len(lines)) if lines[n].endswith("-->"))
            found.append(Block(at + 1, "run", "\n".join(lines[at + 1:end + 1]).removesuffix("-->").strip()))
            at = end
        elif line.lstrip().startswith("```"):
            info = line.strip().removeprefix("```").split()
            end = next((n for n in range(at + 1, len(lines)) if lines[n].strip() == "```"), len(lines) - 1)
            block = Block(at + 1, info[0] if info else "", "\n".join(part.strip() for part in lines[at + 1:end]))
            block.code = next((int(word[5:]) for word in info if word.startswith("exit=")), 0)
            if block.language == "output" and found:
                found[-1].expected = [part for part in block.text.split("\n") if part]
            found.append(block)
            at = end
        at += 1
    return found


def commands(text: str) -> list[str]:
    """One for each line; a line that ends with a backslash goes on in the next, a here-document to its end."""
    if "<<" in text:
        return [text]
    lines = text.replace("\\\n", " ").split("\n")
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


# --- running -------------------------------------------------------------------------------------------------------

class Ground:
    """A folder, a server and an environment for one document."""

    def __init__(self, folder: str):
        self.folder = Path(folder)
        self.servers: list[subprocess.Popen] = []
        (self.folder / "home").mkdir()
        (self.folder / ".password").write_text("secret\n")
        self.port = free_port()
        self.url = self.serve("--port 0 --user anna@example.com:secret")
        self.environment = {
            "PATH": f"{PROGRAMS}:{os.environ['PATH']}", "HOME": f"{self.folder}/home", "LC_ALL": "C.UTF-8",
            "SMSYNC_HOME": f"{self.folder}/home/sync", "SMSYNC_PASSPHRASE": "nothing here is secret",
            "SMSYNC_PASSWORD_FILE": f"{self.folder}/.password", "ROOT": str(ROOT),
            # Rust's own tools keep theirs in the real home folder.
            "CARGO_HOME": os.environ.get("CARGO_HOME", str(Path.home() / ".cargo")),
            "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(Path.home() / ".rustup")),
        } | {name: os.environ[name] for name in ("CARGO_TARGET_DIR", "SMSYNC_SYSTEM_READY") if name in os.environ}

    def serve(self, options: str) -> str:
        server = subprocess.Popen([PROGRAMS / "smsync-server", *shlex.split(options)], cwd=self.folder,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.servers.append(server)
        ready = server.stdout.readline()
        if not ready.startswith("ready "):
            raise RuntimeError(f"smsync-server {options} did not start")
        return ready.split()[1].rstrip("/")

    def run(self, command: str) -> tuple[int, str]:
        command = command.replace("https://mail.example.com", self.url).replace("8080", str(self.port))
        if re.match(r"smsync-server (?!--help|--version)", command):
            self.serve(command.removeprefix("smsync-server ").rstrip(" &"))
            return 0, ""
        if command.startswith("make "):
            # It has a mailbox and a folder of its own, and the programs that were built for the other tests: the same
            # sources with fewer features would be built for minutes once more.
            command = f"(unset ${{!SMSYNC_@}}; cd '{ROOT}' && {command} BUILT=yes)"
        state = self.folder / ".state"
        # What a command exports or where it goes holds for the next one.
        script = f"[ ! -e {state} ] || . {state}\n{command}\ncode=$?\n{{ export -p; printf 'cd %q\\n' \"$PWD\"; }} > {state}\nexit $code"
        done = subprocess.run(["bash", "-c", script], cwd=self.folder, env=self.environment, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
        return done.returncode, done.stdout.replace(self.url, "https://mail.example.com").replace(str(self.port), "8080")

    def close(self) -> None:
        for server in self.servers:
            server.send_signal(signal.SIGTERM)
            server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_document(path: Path, wrong: list[str]) -> int:
    name, count = path.relative_to(ROOT), 0
    found = blocks(path.read_text())
    if not any(block.language in ("sh", "run") for block in found):
        return 0
    with tempfile.TemporaryDirectory(prefix="smsync-docs-") as folder:
        ground = Ground(folder)
        try:
            for block in found:
                if block.language not in ("sh", "run"):
                    continue
                printed, listed = "", commands(block.text)
                for at, command in enumerate(listed):
                    wanted = block.code if at == len(listed) - 1 else 0
                    code, output = ground.run(command)
                    printed += output
                    count += 1
                    if code != wanted:
                        wrong.append(f"{name}:{block.line}: `{command}` ended with {code}, not {wanted}:\n{indented(output)}")
                        return count
                missing = first_missing(block.expected, printed)
                if missing is not None:
                    wrong.append(f"{name}:{block.line}: not printed: {missing}\nbut this was:\n{indented(printed)}")
        finally:
            ground.close()
    return count


def first_missing(expected: list[str], printed: str) -> str | None:
    lines = [squeezed(line) for line in printed.split("\n")]
    for line in expected:
        if squeezed(line) == "…":
            continue
        pattern = re.compile(".*".join(re.escape(part) for part in squeezed(line).split("…")))
        at = next((n for n, known in enumerate(lines) if pattern.fullmatch(known)), None)
        if at is None:
            return line
        lines = lines[at + 1:]
    return None


def squeezed(line: str) -> str:
    return " ".join(line.split())


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.rstrip().split("\n"))


# --- what is not run -----------------------------------------------------------------------------------------------

def check_text(path: Path, elsewhere: dict[str, str], used: set[str], wrong: list[str]) -> None:
    name, text = path.relative_to(ROOT), path.read_text()
    for block in blocks(text):
        if block.language not in LANGUAGES | {"run"}:
            wrong.append(f"{name}:{block.line}: a fence is marked “{block.language}”, which says nothing about who runs it")
        if block.language in ("console", "powershell"):
            for command in commands(block.text):
                used.add(command)
                if command not in elsewhere:
                    wrong.append(f"{name}:{block.line}: `{command}` is run by nobody; see tests/docs/elsewhere.txt")
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M)
    for place in PLACE.findall(prose):
        if not any(ROOT.glob(re.sub(r"\b[A-Z]{3,}\b", "*", place).rstrip("/"))):
            wrong.append(f"{name}: there is no {place}")
    for target in LINK.findall(prose):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        goal = (path.parent / file).resolve() if file else path
        if not goal.exists() and goal.parent == ROOT / "docs/pictures":
            print(f"{name}: waits for a picture: {goal.name} (make pictures)")
        elif not goal.exists():
            wrong.append(f"{name}: the link to {target} leads nowhere")
        elif anchor and anchor not in anchors(goal):
            wrong.append(f"{name}: there is no heading for {target}")


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", path.read_text(), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower().strip()).replace(" ", "-") for heading in headings}


def read_elsewhere() -> dict[str, str]:
    lines = (HERE / "elsewhere.txt").read_text().split("\n")
    pairs = [line.split(" <- ", 1) for line in lines if line.strip() and not line.startswith("#")]
    return {command.strip(): who.strip() for command, who in pairs}


def main() -> int:
    chosen = [Path(argument).resolve() for argument in sys.argv[1:]]
    wrong: list[str] = []
    elsewhere, used = read_elsewhere(), set()
    count = 0
    for path in chosen or documents():
        check_text(path, elsewhere, used, wrong)
        count += run_document(path, wrong)
    if not chosen:
        wrong += [f"elsewhere.txt: no document has `{command}`" for command in elsewhere if command not in used]
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"documents: {count} commands were run, {len(used)} are run elsewhere or by nobody here, {len(wrong)} things are wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
