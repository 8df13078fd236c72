"""Policies against documents, as tables: which band, by which measure, at the bound and beside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from changewright.core.approval_limits import Facts, band_of, forbidden_by, material_digest, told
from changewright.core.approval_policy import (
    MEASURES,
    Policy,
    governs,
    policy_of,
    read_policy,
)
from changewright.core.approval_splits import Candidate, warnings
from changewright.core.errors import Invalid
from changewright.core.money import Decimal
from changewright.core.records_approvals import ApprovalPolicy

NOW = datetime(2026, 3, 2, tzinfo=UTC)
STEP = {"name": "Step", "who": [{"role": "manager"}]}


def policy(*limits: dict[str, Any], **more: Any) -> Policy:
    """A policy of a band with these limits, and one above it."""
    low = {"name": "low", "limits": limits or [limit("amount", {A: "1"})], "steps": [STEP]}
    bands = [low, {"name": "high", "steps": [STEP]}]
    columns = read_policy({"name": "P", "kinds": ["sco"], "bands": bands, **more})
    stamps = {"container_id": 1, "id": 1, "uuid": "", "created_at": NOW, "updated_at": NOW}
    return policy_of(ApprovalPolicy(**stamps, **columns))  # type: ignore[arg-type]


def facts(value: str, **more: Any) -> Facts:
    exact: dict[str, Any] = {
        name: Decimal(each) if isinstance(each, str) else each for name, each in more.items()
    }
    return Facts(amount=Decimal(value), **exact)


def limit(measure: str, *bounds: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"measure": measure, "bounds": list(bounds), **more}


A, P = "amount", "percent"
ORIGINAL = {"original": "200000"}

# Limit, policy's other columns, facts, band. Each bound equal, just below and just above.
ROWS: tuple[tuple[str, dict[str, Any], dict[str, Any], Facts, str], ...] = (
    ("equal is within", limit("amount", {A: "100"}), {}, facts("100"), "low"),
    ("equal is not", limit("amount", {A: "100"}, inclusive=False), {}, facts("100"), "high"),
    ("beside it", limit("amount", {A: "100"}, inclusive=False), {}, facts("99.9999"), "low"),
    ("above", limit("amount", {A: "100"}), {}, facts("100.0001"), "high"),
    ("a credit, signed", limit("amount", {A: "100"}), {}, facts("-5000"), "low"),
    (
        "a credit by size",
        limit("amount", {A: "100"}),
        {"credits": "size"},
        facts("-100.01"),
        "high",
    ),
    ("as large a credit", limit("amount", {A: "100"}), {"credits": "size"}, facts("-100"), "low"),
    ("per cent", limit("amount", {P: "5"}), {}, facts("10000", **ORIGINAL), "low"),
    ("per cent and a bit", limit("amount", {P: "5"}), {}, facts("10000.0001", **ORIGINAL), "high"),
    (
        "per cent that does not divide",
        limit("amount", {P: "33.3333"}),
        {},
        facts("66666.6", **ORIGINAL),
        "low",
    ),
    ("per cent of nothing known", limit("amount", {P: "5"}), {}, facts("1"), "high"),
    (
        "of the revised sum",
        limit("amount", {P: "5", "of": "revised"}),
        {},
        facts("12500", before_net="50000", **ORIGINAL),
        "low",
    ),
    (
        "the lesser",
        limit("amount", {A: "25000"}, {P: "5"}),
        {},
        facts("10000.01", **ORIGINAL),
        "high",
    ),
    (
        "the greater",
        limit("amount", {A: "25000"}, {P: "5"}, combine="greater"),
        {},
        facts("25000", **ORIGINAL),
        "low",
    ),
    (
        "the greater, one unknown",
        limit("amount", {A: "25000"}, {P: "5"}, combine="greater"),
        {},
        facts("1"),
        "high",
    ),
    (
        "net aggregate",
        limit("cumulative_net", {P: "10"}),
        {},
        facts("5000", before_net="15000", before_size="90000", **ORIGINAL),
        "low",
    ),
    (
        "aggregate by size",
        limit("cumulative_size", {P: "10"}),
        {},
        facts("-5000", before_net="15000", before_size="15000.01", **ORIGINAL),
        "high",
    ),
    (
        "a credit takes the net back",
        limit("cumulative_net", {P: "10"}),
        {},
        facts("-5000", before_net="24000", **ORIGINAL),
        "low",
    ),
    ("days", limit("days", {"days": 0}), {}, facts("0", days=1), "high"),
    ("no days", limit("days", {"days": 0}), {}, facts("0"), "low"),
    ("days taken back", limit("days", {"days": 0}), {}, facts("0", days=-3), "low"),
    (
        "days of all",
        limit("cumulative_days", {"days": 30}),
        {},
        facts("0", days=10, before_days=20),
        "low",
    ),
    (
        "days of all and one",
        limit("cumulative_days", {"days": 30}),
        {},
        facts("0", days=11, before_days=20),
        "high",
    ),
    (
        "contingency to the last cent",
        limit("contingency_left", {A: "0"}),
        {"contingency": {"bound": {P: "5"}}},
        facts("10", drawn_before="9990", drawn="10", **ORIGINAL),
        "low",
    ),
    (
        "contingency gone",
        limit("contingency_left", {A: "0"}),
        {"contingency": {"bound": {A: "10000"}}},
        facts("10", drawn_before="9990.01", drawn="10"),
        "high",
    ),
    (
        "contingency must be left",
        limit("contingency_left", {A: "0"}, inclusive=False),
        {"contingency": {"bound": {A: "10000"}}},
        facts("10", drawn_before="9990", drawn="10"),
        "high",
    ),
    ("budget left", limit("budget_left", {A: "0"}), {}, facts("10", budget_free="10"), "low"),
    ("above budget", limit("budget_left", {A: "0"}), {}, facts("10", budget_free="9.99"), "high"),
    ("no budget known", limit("budget_left", {A: "0"}), {}, facts("10"), "high"),
)


@pytest.mark.parametrize(
    ("row", "more", "found", "band"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_the_band_of_a_document(
    row: dict[str, Any], more: dict[str, Any], found: Facts, band: str
) -> None:
    assert band_of(policy(row, **more), found).name == band


def test_every_measure_stands_in_the_table() -> None:
    assert {row[1]["measure"] for row in ROWS} == set(MEASURES)


def test_all_limits_of_a_band_must_be_kept() -> None:
    both = policy(limit("amount", {A: "100"}), limit("days", {"days": 0}))
    assert band_of(both, facts("100")).name == "low"
    assert band_of(both, facts("100", days=1)).name == "high"
    assert band_of(both, facts("101")).name == "high"


@pytest.mark.parametrize(
    ("value", "band"), [("-0.0001", "credit"), ("0", "small"), ("10", "small"), ("10.01", "large")]
)
def test_credits_apart_and_nothing_is_no_credit(value: str, band: str) -> None:
    bands = [
        {"name": "credit", "direction": "credit", "steps": [STEP]},
        {
            "name": "small",
            "direction": "increase",
            "limits": [limit("amount", {A: "10"})],
            "steps": [STEP],
        },
        {"name": "large", "direction": "increase", "steps": [STEP]},
    ]
    apart = policy(credits="apart", bands=bands)
    assert band_of(apart, facts(value)).name == band


def test_a_requirement_that_does_not_hold_is_told() -> None:
    strict = policy(requirements=[limit("cumulative_net", {P: "25", "of": "original"})])
    broken = forbidden_by(strict, facts("0.01", before_net="50000", **ORIGINAL))
    assert broken is not None
    assert told(broken) == (
        "the net of the contract's changes with it is 50000.01, allowed is at most 50000.00"
    )
    assert forbidden_by(strict, facts("0", before_net="50000", **ORIGINAL)) is None
    unknown = forbidden_by(strict, facts("0"))
    assert unknown is not None and told(unknown).endswith("is not known")


def test_what_is_approved_is_told_by_a_digest() -> None:
    one = facts("10", days=1)
    assert material_digest(one) == material_digest(facts("10", days=1, before_net="5"))
    for other in (
        facts("10.0001", days=1),
        facts("10", days=2),
        facts("10", days=1, contract_id=7),
    ):
        assert material_digest(one) != material_digest(other)


def test_whom_a_policy_is_for() -> None:
    some = policy(contract_ids=[7])
    assert [
        governs(some, *each) for each in (("sco", 7), ("sco", 8), ("oco", 7), ("sco", None))
    ] == [
        True,
        False,
        False,
        False,
    ]
    assert governs(policy(), "sco", None)


@pytest.mark.parametrize(
    ("bound", "detail"),
    [
        ({A: "1e30"}, "out of bounds"),
        ({A: "0.00001"}, "more than 4"),
        ({A: "NaN"}, "out of bounds"),
        ({A: "1", "days": 1}, "one of"),
        ({}, "one of"),
    ],
)
def test_bounds_that_are_none(bound: dict[str, Any], detail: str) -> None:
    with pytest.raises(Invalid, match=detail) as caught:
        policy(limit("amount", bound))
    assert caught.value.problems[0].field == "bands.0.limits.0.bounds.0"


# -- splits ---------------------------------------------------------------------------------------


def change(place: int, value: str, day: int, **more: Any) -> Candidate:
    at = NOW + timedelta(days=day)
    return Candidate(id=place, amount=Decimal(value), at=at, **{"contract_id": 1, **more})


SPLIT = {"split": {"days": 7, "least": 2, "same": ["contract", "reason"]}}
SPLITS: tuple[tuple[str, list[Candidate], list[tuple[int, ...]]], ...] = (
    ("two", [change(1, "60", 0, reason="a"), change(2, "60", 7, reason="a")], [(1, 2)]),
    ("too far apart", [change(1, "60", 0, reason="a"), change(2, "60", 8, reason="a")], []),
    ("together within", [change(1, "40", 0, reason="a"), change(2, "60", 1, reason="a")], []),
    ("one is above", [change(1, "60", 0, reason="a"), change(2, "101", 1, reason="a")], []),
    ("other reasons", [change(1, "60", 0, reason="a"), change(2, "60", 1, reason="b")], []),
    ("no reason", [change(1, "60", 0), change(2, "60", 1)], []),
    (
        "other contracts",
        [change(1, "60", 0, reason="a"), change(2, "60", 1, reason="a", contract_id=2)],
        [],
    ),
    ("credits aside", [change(1, "60", 0, reason="a"), change(2, "-60", 1, reason="a")], []),
    (
        "a chain, widest windows",
        [change(n, "60", 4 * n, reason="a") for n in range(4)],
        [(0, 1), (1, 2), (2, 3)],
    ),
    ("three at once", [change(n, "40", 0, reason="a") for n in range(3)], [(0, 1, 2)]),
)


@pytest.mark.parametrize(
    ("changes", "groups"), [row[1:] for row in SPLITS], ids=[row[0] for row in SPLITS]
)
def test_changes_that_look_split(changes: list[Candidate], groups: list[tuple[int, ...]]) -> None:
    found = warnings(policy(limit("amount", {A: "100"}), **SPLIT), changes)
    assert sorted(one.ids for one in found) == groups
    assert all(one.total > one.limit == 100 for one in found)
    assert warnings(policy(limit("amount", {A: "100"})), changes) == []
