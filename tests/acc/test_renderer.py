"""Records are written the same whichever way their values come, and names are only ever names."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

import changewright
from changewright.acc.fields import Rendering, Wire
from changewright.acc.renderer import Renderer
from changewright.acc.wire import MONEY_STYLES
from changewright.core.money import Decimal
from changewright.work.directory import Directory

MAKES_CODE = re.compile(r"(?<![.\w])(eval|exec|compile)(?!\w)")
FIELDS = (
    Wire(name="id", column="uuid", type="uuid"),
    Wire(name="kind", constant="pco"),
    Wire(name="name", column="name"),
    Wire(name="again", column="name"),
    Wire(name="status", column="state", words={"in_review": "inReview"}),
    Wire(name="rate", column="rate", type="price", empty=Decimal(1)),
    Wire(name="value", column="value", type="amount"),
    Wire(name="places", column="places", type="texts"),
    Wire(name="split", columns=("prefix", "name"), compose=lambda *both: list(both)),
    Wire(name="secret", column="secret", shown=False),
)
OWN = {
    "uuid": None,
    "name": 'a "quoted" name',
    "state": "in_review",
    "rate": None,
    "value": Decimal("12.5000"),
    "places": None,
    "prefix": "P-",
}
LISTED = OWN | {"value": "12.5000"}
SHOWN = {
    "id": None,
    "kind": "pco",
    "name": 'a "quoted" name',
    "again": 'a "quoted" name',
    "status": "inReview",
    "rate": "1.00000000",
    "value": "12.5000",
    "places": [],
    "split": ["P-", 'a "quoted" name'],
}


def rendering(*, as_numbers: bool = False) -> Rendering:
    return Rendering(MONEY_STYLES[as_numbers], Directory(None))  # type: ignore[arg-type]


def written(renderer: Renderer, row: dict[str, Any], how: Rendering) -> Any:
    text = renderer.render([row[column] for column in renderer.columns], how) + b"}"
    return json.loads(text, object_pairs_hook=list)


def test_both_ways_write_the_same() -> None:
    renderer = Renderer(FIELDS)
    assert "secret" not in renderer.columns
    assert written(renderer, LISTED, rendering()) == list(SHOWN.items())
    own = renderer.values([OWN[column] for column in renderer.columns], rendering())
    assert list(own.items()) == list(SHOWN.items())


def test_amounts_may_be_numbers() -> None:
    shown = dict(written(Renderer(FIELDS), LISTED, rendering(as_numbers=True)))
    assert (shown["value"], shown["rate"]) == (12.5, 1)


@pytest.mark.parametrize(
    ("column", "fields"),
    [("name", ("name", "again", "split")), ("places", ("places",)), ("value", ("value",))],
)
def test_a_hidden_column_has_no_value_anywhere(column: str, fields: tuple[str, ...]) -> None:
    renderer = Renderer(FIELDS, frozenset({column}))
    expected = SHOWN | {name: [] if name == "places" else None for name in fields}
    assert written(renderer, LISTED, rendering()) == list(expected.items())
    own = renderer.values([OWN[each] for each in renderer.columns], rendering())
    assert own == expected


def test_a_single_field() -> None:
    one = Renderer((Wire(name="id", column="uuid"),))
    assert written(one, {"uuid": "x"}, rendering()) == [("id", "x")]


def test_a_name_is_only_ever_a_name() -> None:
    """No text is made into code: neither of a field's name nor of anything else in the product."""
    odd = Renderer((Wire(name="id: __import__('os')", column="uuid"),))
    assert written(odd, {"uuid": "x"}, rendering()) == [("id: __import__('os')", "x")]
    for path in Path(changewright.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if not MAKES_CODE.search(text):
            continue  # to parse all of them takes seconds
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec", "compile"), (path, node.lineno)
