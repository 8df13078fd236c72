"""The tree in ARCHITECTURE.md is the tree on disk: nothing named that is gone, nothing left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.pages import CHECKOUT

PACKAGE = "src/changewright/"
LINE = re.compile(r"^( *)(\S+(?: \S+)*?)(?: {2,}.*)?$")


def tree_of(page: str) -> Iterator[str]:
    """The patterns of a tree, each whole from the checkout's root; folders end in a slash."""
    folders: list[str] = []
    block = page.partition("```tree\n")[2].partition("```")[0]
    for line in block.splitlines():
        match = LINE.match(line)
        assert match is not None, line
        depth = len(match[1]) // 2
        names = match[2].split(" ")
        del folders[depth:]
        for name in names:
            yield "".join(folders) + name
        folders.append(names[0])


def faults_of(page: str, root: Path) -> list[str]:
    """Patterns of the tree that name nothing, and modules that no pattern names."""
    patterns = list(tree_of(page))
    faults, named = [], set()
    for pattern in patterns:
        found = {path for path in root.glob(pattern) if path.is_dir() or not pattern.endswith("/")}
        if not found:
            faults.append(f"{pattern} is not there")
        named |= found
    for path in sorted((root / PACKAGE).rglob("*.py")):
        is_named = path in named or any(
            folder in named and f"{folder.relative_to(root)}/" not in holders(patterns)
            for folder in path.parents
        )
        if path.name != "__init__.py" and not is_named:
            faults.append(f"{path.relative_to(root)} is in no line")
    return faults


def holders(patterns: list[str]) -> set[str]:
    """The folders of which the tree names the files one by one."""
    return {pattern[: pattern.rstrip("/").rfind("/") + 1] for pattern in patterns}


def test_the_tree_is_the_one_on_disk() -> None:
    page = (CHECKOUT / "ARCHITECTURE.md").read_text("utf-8")
    assert len(list(tree_of(page))) > 100
    assert faults_of(page, CHECKOUT) == []


def test_the_files_that_are_walked_through_are_there() -> None:
    page = (CHECKOUT / "ARCHITECTURE.md").read_text("utf-8")
    prose = page.partition("```tree")[0] + page.partition("```tree")[2].partition("```")[2]
    named = re.findall(r"`([a-z_]+(?:/[a-z_*]+)*/[a-z_*]+\.(?:py|md|txt))", prose)
    assert len(named) > 20
    for name in named:
        places = (CHECKOUT, CHECKOUT / PACKAGE)
        assert any(list(place.glob(name)) for place in places), name


SOUND = "```tree\nsrc/changewright/\n  core/   pure\n    a.py b*.py   some\n  work/   all\n```\n"


@pytest.mark.parametrize(
    ("files", "page", "faults"),
    [
        ((), SOUND, []),
        (("core/c.py",), SOUND, ["src/changewright/core/c.py is in no line"]),
        (("edge/d.py",), SOUND, ["src/changewright/edge/d.py is in no line"]),
        (("top.py",), SOUND, ["src/changewright/top.py is in no line"]),
        ((), SOUND.replace("a.py", "a.py z.py"), ["src/changewright/core/z.py is not there"]),
        ((), SOUND.replace("work/", "walk/"), None),
    ],
)
def test_the_comparison_can_fail(
    tmp_path: Path, files: tuple[str, ...], page: str, faults: list[str] | None
) -> None:
    for name in ("core/__init__.py", "core/a.py", "core/b1.py", "work/deep/er.py", *files):
        path = tmp_path / PACKAGE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = faults_of(page, tmp_path)
    assert found == faults if faults is not None else len(found) == 2
