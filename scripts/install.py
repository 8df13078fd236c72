"""Makes the environment of this checkout and installs one lock into it; prints where it is.

Started by ./run and ./test with any Python from 3.11 on, so it needs the standard library alone:

    python3 scripts/install.py requirements.lock

A stamp of the lock's digest makes the second start quick. Of several started at once one installs
and the others wait. uv is used when it is there and works, else pip; neither looks at anything but
the pinned hashes.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
# A lock's name and those of the locks it contains whole.
CONTAINED = {
    "requirements.lock": ("requirements.lock",),
    "requirements-dev.lock": ("requirements-dev.lock", "requirements.lock"),
    "requirements-bench.lock": ("requirements-bench.lock", "requirements.lock"),
}


class InstallError(Exception):
    """The environment cannot be made; the message is for the user."""


def main(lock: str) -> int:
    try:
        environment = environment_folder()
        with open(f"{environment}.lock", "w") as guard:
            fcntl.flock(guard, fcntl.LOCK_EX)
            if not is_stamped(environment, lock):
                install(environment, lock)
            build_app(environment)
    except InstallError as error:
        print(error, file=sys.stderr)
        return 1
    print(environment)
    return 0


def environment_folder() -> Path:
    """`.venv` in the checkout; for who may only read the checkout, a folder in their cache."""
    if os.access(CHECKOUT, os.W_OK):
        return CHECKOUT / ".venv"
    digest = hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:12]
    try:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
        folder = cache / "changewright" / f"environment-{digest}"
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(folder.parent, os.W_OK):
            raise PermissionError(f"cannot write to {folder.parent}")
    except (OSError, RuntimeError) as error:  # the latter of a user without a home
        raise InstallError(
            f"Neither {CHECKOUT} nor a cache in the home folder can be written to ({error}). "
            "Take a checkout of your own, or set HOME to a folder of yours."
        ) from error
    return folder


def stamp_of(lock: str) -> str:
    """What an installation depends on; another value means to install again."""
    digest = hashlib.sha256()
    for name in (lock, "pyproject.toml"):
        digest.update((CHECKOUT / name).read_bytes())
    digest.update(os.fsencode(CHECKOUT))
    return digest.hexdigest()


def stamp_path(environment: Path, lock: str) -> Path:
    return environment / f"installed-{lock}"


def is_stamped(environment: Path, lock: str) -> bool:
    try:
        stamp = stamp_path(environment, lock).read_text("ascii")
    except OSError:
        return False
    return stamp == stamp_of(lock) and (environment / "bin" / "python").exists()


def install(environment: Path, lock: str) -> None:
    say(f"Installing into {environment} (once, a minute or a few; from {lock}) ...")
    for name in CONTAINED[lock]:
        stamp_path(environment, name).unlink(missing_ok=True)
    if not is_usable(environment):
        make(environment)
    with_uv = shutil.which("uv")
    if not (with_uv and install_with_uv(with_uv, environment, lock)):
        install_with_pip(environment, lock)
    for name in CONTAINED[lock]:
        stamp_path(environment, name).write_text(stamp_of(name), "ascii")


def is_usable(environment: Path) -> bool:
    """Whether an environment is there, runs, and was made at this very place."""
    python = environment / "bin" / "python"
    if not python.exists():
        return False
    check = "import sys; print(sys.prefix, sys.version_info >= (3, 11))"
    done = subprocess.run([python, "-c", check], capture_output=True, text=True, check=False)
    scripts = [path for path in (environment / "bin").glob("changewright") if path.is_file()]
    is_in_place = all(str(environment) in path.read_text("utf-8") for path in scripts)
    return done.stdout.strip() == f"{environment} True" and is_in_place


def make(environment: Path) -> None:
    has_pip = importlib.util.find_spec("ensurepip") is not None
    if not has_pip and not shutil.which("uv"):
        raise InstallError(
            f"This Python ({sys.executable}) cannot make environments, because its module "
            "ensurepip is missing. On Debian or Ubuntu: apt install python3-venv. Or install uv. "
            "Then start this again."
        )
    try:
        venv.create(environment, clear=True, symlinks=True, with_pip=has_pip)
    except (OSError, subprocess.CalledProcessError) as error:
        raise InstallError(f"Cannot make the environment {environment}: {error}") from error


def install_with_uv(uv: str, environment: Path, lock: str) -> bool:
    """Whether uv did it; where it cannot (it does not read pip's settings) pip has its turn."""
    command = [uv, "pip", "install", *quietly(), "--python", str(environment / "bin" / "python")]
    steps = (["--require-hashes", "-r", str(CHECKOUT / lock)], own_package())
    for step in steps:
        done = subprocess.run([*command, *step], stdout=sys.stderr, check=False)
        if done.returncode != 0:
            say("uv could not install; trying pip ...")
            return False
    return True


def install_with_pip(environment: Path, lock: str) -> None:
    python = str(environment / "bin" / "python")
    has_pip = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False)
    if has_pip.returncode != 0:
        run([python, "-m", "ensurepip", "--default-pip"], "This environment has no pip")
    command = [python, "-m", "pip", "install", *quietly(), "--disable-pip-version-check"]
    hashed = ["--require-hashes", "--no-deps", "-r", str(CHECKOUT / lock)]
    run([*command, *hashed], f"Cannot install {lock}")
    run([*command, *own_package()], "Cannot install the checkout itself")


def quietly() -> list[str]:
    """On a terminal the installer shows how far it is: a slow line means minutes."""
    return [] if sys.stderr.isatty() else ["--quiet"]


def own_package() -> list[str]:
    """The checkout, as it stands and changes; what builds it is in the lock."""
    return ["--no-deps", "--no-build-isolation", "-e", str(CHECKOUT)]


def build_app(environment: Path) -> None:
    """The web app, when it is not built from the sources as they are. Without it the server starts
    all the same and says so under /app/."""
    script = CHECKOUT / "scripts" / "build_app.py"
    command = [str(environment / "bin" / "python"), str(script)]
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode != 0:
        say("The web app is not built: the server starts without it, and its APIs answer.")


def run(command: list[str], fault: str) -> None:
    done = subprocess.run(command, stdout=sys.stderr, check=False)
    if done.returncode != 0:
        raise InstallError(f"{fault}; what went wrong stands above.")


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
