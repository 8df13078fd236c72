"""The bench compares before it times: a comparison must be able to fail."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.fixture
def bodies(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(BENCH))
    yield importlib.import_module("bodies")


class Fixed:
    """A client whose server always gives the same answer."""

    def __init__(self, bodies: ModuleType, body: Any, status: int = 200) -> None:
        self._answer = bodies.Answered(status, {}, json.dumps(body).encode())

    def ask(self, method: str, path: str, body: str | None = None) -> Any:
        return self._answer


PAGE = {"pagination": {"totalResults": 2}, "results": [{"id": "a", "name": "x"}, {"id": "b"}]}


def compared(bodies: ModuleType, other: Any, method: str = "GET", status: int = 200) -> list[str]:
    ours, theirs = Fixed(bodies, PAGE), Fixed(bodies, other, status)
    fields, found = bodies.differences(method, ["/list"], ours, theirs)
    assert fields == (4 if status == 200 else 0)
    return [each.partition(": ")[2] for each in found]


def test_equal_bodies_have_no_difference(bodies: ModuleType) -> None:
    assert compared(bodies, json.loads(json.dumps(PAGE))) == []


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({**PAGE, "pagination": {"totalResults": 3}}, ".pagination.totalResults is 2 and 3"),
        ({**PAGE, "results": [{"id": "a", "name": "x"}]}, ".results has 2 and 1 elements"),
        (
            {**PAGE, "results": [{"id": "b"}, {"id": "a", "name": "x"}]},
            ".results[0].id is 'a' and 'b'",
        ),
        ({**PAGE, "more": 1}, ".more is missing from ours"),
        ({"results": PAGE["results"]}, ".pagination is missing from theirs"),
    ],
)
def test_each_difference_is_found(bodies: ModuleType, other: Any, expected: str) -> None:
    assert expected in compared(bodies, other)


def test_what_is_made_anew_may_differ_in_its_id_alone(bodies: ModuleType) -> None:
    other = {**PAGE, "results": [{"id": "c", "name": "y"}, {"id": "d"}]}
    assert compared(bodies, other, "POST") == [".results[0].name is 'x' and 'y'"]


def test_a_refusal_is_a_difference(bodies: ModuleType) -> None:
    assert len(compared(bodies, PAGE, status=404)) == 1
