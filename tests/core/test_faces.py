"""Faces: which a PCO has, what each shows, and how one without items follows its order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from changewright.core.faces import FaceKey, led_state, shown_state, wanted_faces
from changewright.core.records import ChangeOrder, CostItem

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DEFAULT = 900


def _stamps(record_id: int) -> dict[str, Any]:
    return {
        "container_id": 1,
        "id": record_id,
        "uuid": UUID(int=record_id),
        "created_at": NOW,
        "updated_at": NOW,
        "number": str(record_id),
        "name": "x",
    }


def pco(**fields: Any) -> ChangeOrder:
    return ChangeOrder(**_stamps(1), kind="pco", **fields)


def item(contract_id: int | None, *, active_cost: bool = True) -> CostItem:
    return CostItem(**_stamps(2), contract_id=contract_id, active_cost=active_cost)


@pytest.mark.parametrize(
    ("document", "items", "default", "wanted"),
    [
        (pco(), [], DEFAULT, [("budget", DEFAULT)]),
        (pco(), [], None, []),
        (pco(main_contract_id=901), [], DEFAULT, [("budget", 901)]),
        (pco(contract_id=5), [], DEFAULT, [("budget", DEFAULT), ("cost", 5)]),
        (
            pco(),
            [item(5), item(6), item(5), item(None)],
            DEFAULT,
            [("budget", DEFAULT), ("cost", 5), ("cost", 6)],
        ),
        (pco(), [item(5, active_cost=False)], DEFAULT, [("budget", DEFAULT)]),
        (pco(single_face=True, contract_id=5), [item(6)], DEFAULT, [("cost", 5)]),
        (pco(single_face=True, main_contract_id=901), [item(6)], DEFAULT, [("budget", 901)]),
    ],
)
def test_the_faces_a_change_has(
    document: ChangeOrder, items: list[CostItem], default: int | None, wanted: list[FaceKey]
) -> None:
    assert wanted_faces(document, items, default) == wanted


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        ([], None),
        ([("approved", 1, 1), ("draft", 2, 2)], "draft"),
        ([("open", 1, 1), ("pricing", 2, 2)], "pricing"),
        ([("open", 2, 1), ("pricing", 2, 2)], "pricing"),
        ([("void", 9, 1), ("approved", 1, 2)], "approved"),
        ([("void", 1, 1), ("rejected", 2, 2)], "rejected"),
    ],
)
def test_a_face_shows_the_lowest_of_its_items(
    states: list[tuple[str, int, int]], shown: str | None
) -> None:
    assert shown_state(states) == shown


@pytest.mark.parametrize(
    ("held", "before", "state", "advance", "mirror"),
    [
        ("draft", "draft", "pending", "pending", "pending"),
        ("accepted", "draft", "pending", None, "pending"),
        ("approved", "approved", "draft", "draft", "draft"),
        ("accepted", "pending", "void", "void", "void"),
        ("draft", "open", "in_review", "proposed", "proposed"),
        ("void", "void", "pending", "pending", "pending"),
        ("pending", "draft", "pending", None, None),
    ],
)
def test_a_change_without_items_follows_its_order(
    held: str, before: str, state: str, advance: str | None, mirror: str | None
) -> None:
    for is_mirror, expected in ((False, advance), (True, mirror)):
        led = led_state("pco", "cost", held, before, state, is_mirror=is_mirror)
        assert led == expected, is_mirror
