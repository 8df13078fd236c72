"""Every worked figure of the field is a test, or is said to be outside with the reason.

The numbers are those under which the collection lists its figures; it has gaps of its own.
"""

from __future__ import annotations

import importlib
import inspect
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


PRINTED: dict[int | str, str] = {
    1: "1000 550 115.50 116.66 1782.16 11782.16 11782.155",
    3: "11500",
    4: "1000 1100 12100",
    5: "750 5750 575 6325",
    6: "393750 2893750",
    7: "1434",
    8: "7290 270 108810 119691 19691",
    9: "120900 20900",
    10: "17250 20400 -3780",
    11: "8250 9900 10840.50 10850",
    13: "1000 1100 12100 1210 13310",
    16: "150 200 50 8100",
    18: "9",
    19: "30.5 76.25",
    20: "8340.75 4600 1001 1000.9999999999993",
    21: "10.005 10.01 10.004 10.00 10.015 10.02 12345.6789 12345.68 1.005 1.01",
    22: "11.1 17.6 25.0 33.3",
    23: "535000",
    24: "262500",
    25: "50000 25000 75000 2575000",
    26: "2905000 405000",
    34: "2025-07-01 2025-05-17",
    35: "5.29 895000 192",
    37: "590721",
    38: "68000",
    39: "3300 5000 8300",
    41: "980000",
    "5.3": "2026-04-27 2026-04-08 2026-04-22 2026-04-01 2026-05-31 2026-03-23 3000",
    "5.4": "10000 25000 35000",
}
"""What the collection prints for each figure: results, and the steps on the way to them."""


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


def is_printed(value: str, source: str) -> bool:
    """Whether a test's text has this number, however it is grouped or ended, or this day."""
    text = re.sub(r"(?<=\d)[_,](?=\d)", "", source)
    if value.count("-") == 2:
        year, month, day = (int(part) for part in value.split("-"))
        return value in text or f"date({year}, {month}, {day})" in text
    number = value.lstrip("-")
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return re.search(rf"(?<![\d.]){re.escape(number)}(?:\.?0*)(?![\d])", text) is not None


def texts_of(figure: int | str) -> list[str]:
    """The text of each test that is named for a figure."""
    return [
        inspect.getsource(test)
        for module in modules()
        for name, test in vars(module).items()
        if name.startswith("test_") and figure in module.ORACLES and is_named(figure, name)
    ]


def test_every_printed_value_is_in_a_test_of_its_figure() -> None:
    """A figure is tested when all that its source prints is, in a test of its name."""
    assert PRINTED.keys() == set(FIGURES) - OUTSIDE.keys()
    missing = [
        (figure, value)
        for figure, values in PRINTED.items()
        for value in values.split()
        if not any(is_printed(value, text) for text in texts_of(figure))
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("value", "source", "is_found"),
    [
        ("116.66", 'money("116.66")', True),
        ("1782.16", '"1,782.16"', True),
        ("1001", 'money("1001.00")', True),
        ("50", 'money("150")', False),
        ("16.66", 'money("116.66")', False),
        ("2026-04-08", "date(2026, 4, 8)", True),
        ("2026-04-08", "date(2026, 4, 18)", False),
    ],
)
def test_a_value_is_found_however_it_is_written(value: str, source: str, is_found: bool) -> None:
    assert is_printed(value, source) is is_found


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
