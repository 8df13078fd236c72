"""The shipped families, read and checked once."""

from __future__ import annotations

from functools import cache
from importlib import resources

from changewright.core.clock_rules import Family
from changewright.core.clock_tables import read_family

SUFFIX = ".toml"


@cache
def texts() -> dict[str, str]:
    """The files by name, as they are: what a user copies and extends."""
    folder = resources.files(__package__)
    return {
        file.name: file.read_text("utf-8")
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(SUFFIX)
    }


@cache
def families() -> dict[str, Family]:
    """The shipped families by id. Raises `Invalid` naming file, row and field of a fault."""
    found = (read_family(text, name) for name, text in texts().items())
    return {family.id: family for family in found}
