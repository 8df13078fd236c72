"""A review: what its answer stamps, through either door, and what takes it back."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.fixtures_acc import client_of
from tests.procore.layers import PACKAGES, POTENTIAL, Json, Layers, MakeLayers

SIDES = pytest.mark.parametrize("side", ["budget", "cost"])
TIERS = pytest.mark.parametrize("tiers", [1, 2])
NOT_REVIEWED = (False, None)


async def answer(layers: Layers, role: str, made: Json, status: str) -> Json:
    """Somebody sets the status of a change order."""
    body = msgspec.json.encode({"change_order": {"status": status}})
    headers = {"content-type": "application/json"}
    told = await layers.site.as_role(role).patch(
        f"{layers.changes}/{made['id']}", content=body, headers=headers
    )
    assert told.status_code == 200, told.text
    found: Json = told.json()
    return found


def review_of(record: Json, by: str = "reviewed_by") -> tuple[bool, Any]:
    """Whether it was reviewed, and by whom."""
    person = record[by]
    return record["reviewed_at"] is not None, person and person["id"]


@SIDES
@TIERS
async def test_the_answer_of_the_reviewer_names_him(
    make_layers: MakeLayers, side: str, tiers: int
) -> None:
    layers = await make_layers(side, tiers)
    reviewer = layers.site.people.persons["approver"]
    made = await layers.make(layers.changes, title="A", designated_reviewer_id=reviewer.id)
    assert review_of(made) == NOT_REVIEWED
    for status, expected in (
        ("pending", NOT_REVIEWED),
        ("rejected", (True, reviewer.id)),
        ("approved", (True, reviewer.id)),
    ):
        if status == "pending":
            await layers.change(layers.changes, made, status=status)
        else:
            await answer(layers, "approver", made, status)
        assert review_of(await layers.shown(layers.changes, made)) == expected, status
    assert review_of(await layers.shown(POTENTIAL, made), "reviewer") == (True, reviewer.id)
    if tiers == 1:
        (batch,) = await layers.rows(layers.batches)
        (package,) = await layers.rows(PACKAGES)
        assert review_of(batch) == (True, reviewer.id)
        shown = await layers.shown(PACKAGES, package)
        assert review_of(shown, "reviewer") == (True, reviewer.id)
    await layers.change(layers.changes, made, status="draft")
    assert review_of(await layers.shown(layers.changes, made)) == NOT_REVIEWED
    assert review_of(await layers.shown(POTENTIAL, made), "reviewer") == NOT_REVIEWED


@SIDES
@TIERS
async def test_approval_without_the_reviewer_names_nobody(
    make_layers: MakeLayers, side: str, tiers: int
) -> None:
    layers = await make_layers(side, tiers)
    reviewer = layers.site.people.persons["approver"]
    named = await layers.make(layers.changes, title="A", designated_reviewer_id=reviewer.id)
    plain = await layers.make(layers.changes, title="B", status="pending")
    for made in (named, plain):
        assert review_of(await layers.change(layers.changes, made, status="approved")) == (
            True,
            None,
        )
    rejected = await layers.make(layers.changes, title="C", designated_reviewer_id=reviewer.id)
    await layers.change(layers.changes, rejected, status="rejected")
    assert review_of(await layers.shown(layers.changes, rejected)) == NOT_REVIEWED
    at = (await layers.shown(layers.changes, plain))["reviewed_at"]
    found = await layers.ids(POTENTIAL, reviewed_at=f"{at}...")
    assert plain["id"] in found and rejected["id"] not in found


@pytest.mark.parametrize(("side", "kind", "step"), [("cost", "sco", "send")])
async def test_autodesks_actions_are_answers_too(
    make_layers: MakeLayers, side: str, kind: str, step: str
) -> None:
    layers = await make_layers(side, 1)
    reviewer = layers.site.people.persons["approver"]
    made = await layers.make(layers.changes, title="A", designated_reviewer_id=reviewer.id)
    await layers.change(layers.changes, made, status="pending")
    (order,) = await layers.site.orders(kind)
    acc = client_of(layers.site.application, layers.site.people.tokens["approver"])
    wanted = {"action": step, "associationId": order["id"], "associationType": "FormInstance"}
    told = await acc.post(layers.site.cost("workflows/actions"), json=[wanted])
    assert told.json()[0]["errors"] == [], told.text
    assert review_of(await layers.shown(layers.changes, made)) == (True, reviewer.id)
