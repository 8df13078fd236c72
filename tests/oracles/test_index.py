"""Every worked figure of the field is a test, or is said to be outside with the reason.

The numbers are those under which the collection lists its figures; it has gaps of its own.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from .outside import OUTSIDE, PARTLY_OUTSIDE

FIGURES: tuple[int | str, ...] = (
    *(1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 16, 18, 19, 20, 21, 22),
    *(23, 24, 25, 26, 27, 34, 35, 37, 38, 39, 40, 41),
    *("5.3", "5.4"),
)
MODULES = tuple(sorted(path.stem for path in Path(__file__).parent.glob("test_*.py")))


def modules() -> Iterator[ModuleType]:
    for name in MODULES:
        if name != Path(__file__).stem:
            yield importlib.import_module(f"tests.oracles.{name}")


def claimed() -> dict[int | str, list[str]]:
    """Figure → the modules that say they test it."""
    found: dict[int | str, list[str]] = {}
    for module in modules():
        for figure in module.ORACLES:
            found.setdefault(figure, []).append(module.__name__)
    return found


def is_named(figure: int | str, name: str) -> bool:
    """Whether a test's name has the figure's number as a word of its own."""
    number = str(figure).replace(".", "_")
    return re.search(rf"(?:^|_){number}(?:_|$)", name.removeprefix("test")) is not None


def unproven() -> Iterator[tuple[str, int | str]]:
    """What a module says it tests, and has no test that names it."""
    for module in modules():
        tests = [name for name in vars(module) if name.startswith("test_")]
        for figure in module.ORACLES:
            if not any(is_named(figure, name) for name in tests):
                yield module.__name__, figure


def test_every_figure_is_tested_or_outside() -> None:
    found = claimed()
    missing = [figure for figure in FIGURES if figure not in found and figure not in OUTSIDE]
    assert missing == []


def test_nothing_outside_is_tested_and_nothing_is_made_up() -> None:
    found = claimed()
    assert not found.keys() & OUTSIDE.keys()
    assert found.keys() | OUTSIDE.keys() <= set(FIGURES)
    assert PARTLY_OUTSIDE.keys() <= found.keys()
    reasons = [*OUTSIDE.values(), *PARTLY_OUTSIDE.values()]
    assert all(len(reason.split()) > 2 for reason in reasons)


def test_every_claim_names_its_source_and_has_a_test_of_its_name() -> None:
    for module in modules():
        assert all(isinstance(source, str) and source for source in module.ORACLES.values())
    assert list(unproven()) == []


@pytest.mark.parametrize(
    ("figure", "name", "is_found"),
    [
        (1, "test_1_projectsight", True),
        (1, "test_11_tax", False),
        (4, "test_3_and_4_stacks", True),
        ("5.4", "test_5_4_boundaries", True),
        ("5.4", "test_5_and_54", False),
        (25, "test_days", False),
    ],
)
def test_a_name_is_found_by_its_number(figure: int | str, name: str, is_found: bool) -> None:
    assert is_named(figure, name) is is_found
