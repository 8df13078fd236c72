"""The comparison with kept tables finds what is wrong, and the kept files agree with each other."""

from __future__ import annotations

from typing import Any

import pytest
from tests.golden.shapes import differences, golden

TABLE: dict[str, Any] = {
    "id": {"types": ["string"], "format": "uuid"},
    "amount": {"types": ["string", "null"], "format": "amount"},
    "days": {"types": ["number", "null"]},
    "scope": {"types": ["string"], "choices": ["in", "out"]},
    "split": {"types": ["object"]},
    "split.prefix": {"types": ["string"]},
    "items": {"types": ["array"]},
    "items[].id": {"types": ["string"]},
    "people[]": {"types": ["string"]},
}
GOOD: dict[str, Any] = {
    "id": "b6445638-ca68-4e3c-9160-15864de6b818",
    "amount": "1000.0000",
    "days": 3,
    "scope": "in",
    "split": {"prefix": ""},
    "items": [{"id": "x"}],
    "people": None,
    "more": 1,
}


def test_a_record_that_fits() -> None:
    assert differences(GOOD, TABLE) == []
    assert differences({**GOOD, "amount": None, "items": [], "people": ["y"]}, TABLE) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"id": "B6445638"}, "id is 'B6445638', not of format uuid"),
        ({"amount": 1000}, "amount is 1000, not string or null"),
        ({"amount": "1000.00"}, "amount is '1000.00', not of format amount"),
        ({"days": True}, "days is True, not number or null"),
        ({"scope": "tbd"}, "scope is 'tbd', not one of ['in', 'out']"),
        ({"split": {}}, "split.prefix is missing"),
        ({"items": [{"id": "x"}, {}]}, "items[].id is missing"),
        ({"people": [None]}, "people[] is None, not string"),
    ],
)
def test_a_record_that_does_not_fit(change: dict[str, Any], found: str) -> None:
    assert differences(GOOD | change, TABLE) == [found]


def test_a_missing_field_is_found() -> None:
    assert differences({"id": GOOD["id"]}, TABLE)[0] == "amount is missing"


def test_the_fields_of_the_example_are_those_of_every_kind() -> None:
    """The example and the field lists were kept apart; they must name the same fields."""
    example = {path.split(".")[0].removesuffix("[]") for path in golden("seed_response")["result"]}
    fields = golden("change_order_fields")
    always = set(fields["always"])
    asked = set(fields["asked"].values())
    assert len(always) == len(fields["always"])
    assert example == always | (asked - {"comments"})
    assert not always & (asked | set(fields["also"]))
    assert list(fields["kinds"]) == ["pco", "rfq", "rco", "oco", "sco"]
