"""What texts in the code name as a rule's source is told in docs/sources.md."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from tests.docs.pages import CHECKOUT

PAGE = CHECKOUT / "docs" / "sources.md"
NAMED = re.compile(r"\b(core-model|autodesk|procore|field)\.md,? §(\d+(?:\.\d+)?)")
TEXTS = ("*.py", "*.md", "*.sql", "*.toml", "*.ts", "*.tsx")


def told_by(page: str) -> set[tuple[str, str]]:
    """The sections that a page tells, with those in brackets: (notes, section)."""
    told = set()
    for part in re.split(r"^## ", page, flags=re.M)[1:]:
        notes = part.partition(".md\n")[0]
        for section, about in re.findall(r"^\| (\d[\d.]*) \| (.*?) \|", part, re.M):
            inside = re.findall(r"(?<![\w.])\d+\.\d+", about)
            told |= {(notes, each) for each in (section, *inside)}
    return told


def named_in(text: str) -> set[tuple[str, str]]:
    """The sections that a text names."""
    return set(NAMED.findall(text))


def test_every_source_is_told() -> None:
    listed = subprocess.run(
        ["git", "ls-files", *TEXTS], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    named: dict[tuple[str, str], str] = {}
    for name in listed.stdout.split():
        path = CHECKOUT / name
        if path.is_file() and path not in (PAGE, Path(__file__)):
            named |= dict.fromkeys(named_in(path.read_text("utf-8")), name)
    assert len(named) > 60
    told = told_by(PAGE.read_text("utf-8"))
    assert {each: name for each, name in named.items() if each not in told} == {}


@pytest.mark.parametrize(
    "wrong", ["(procore.md §2.12)", "autodesk.md §13", "see core-model.md, §9", "field.md §5.9 [V]"]
)
def test_a_source_that_is_not_told_is_found(wrong: str) -> None:
    assert named_in(wrong)
    assert not named_in(wrong) & told_by(PAGE.read_text("utf-8"))
