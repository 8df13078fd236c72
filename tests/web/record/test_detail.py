"""The page of a change order: what it shows, to whom, and what can be done."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.web.record.site import Site

from changewright.acc.change_orders.resources import RESOURCES
from changewright.acc.cost_items.fields import COST_ITEM
from changewright.core.kinds import KIND, KINDS, MOVES_OF
from changewright.web.record.fields import ITEM_FIELDS, ORDER_FIELDS
from changewright.web.record.routes import OWN
from changewright.web.record.way import PRIMARY, way_of


def field(view: Any, name: str) -> Any:
    return next(each for each in view["fields"] if each["name"] == name)


def move(view: Any, action: str) -> Any:
    return next(each for each in view["moves"] if each["action"] == action)


async def test_a_change_whole(site: Site, web: httpx.AsyncClient) -> None:
    contract = await site.contract()
    change = await site.change(
        {"submitted": "1200.50", "proposed": "1000", "contractId": contract["id"]},
        {"estimated": "99.5"},
        scheduleChange=3,
    )
    view = await site.read(change)
    assert (view["kind"], view["number"], view["days"]) == ("pco", change["number"], 3)
    assert view["amounts"] == {
        "estimated": "99.5000",
        "proposed": "1000.0000",
        "submitted": "1200.5000",
        "approved": None,
        "committed": None,
    }
    budget, cost = view["tracks"]
    assert (budget["state"], budget["amount"]) == ("draft", "1300.0000")
    assert (cost["track"], cost["amount"], view["margin"]) == ("cost", "1099.5000", "200.5000")
    assert [step["state"] for step in budget["steps"]] == way_of("pco", "budget")
    assert [step["standing"] for step in budget["steps"]][:2] == ["now", "ahead"]
    assert view["primary"] == {"what": "move", "action": "open", "kind": None}
    assert view["court"]["court"] == "preparer"
    assert view["lineCount"] == 2
    again = await web.get(
        f"{site.place}/records/{change['id']}",
        headers={"if-none-match": await tag_of(site, change)},
    )
    assert again.status_code == 304


async def tag_of(site: Site, change: Any) -> str:
    reply = await site.acc.get(f"{site.place}/records/{change['id']}")
    return str(reply.headers["etag"])


async def test_the_tag_serves_if_match_on_the_other_door(site: Site) -> None:
    change = await site.change()
    tag = (await site.read(change))["tag"]
    address = f"{site.root}/change-orders/pco/{change['id']}"
    first = await site.acc.patch(address, json={"name": "Mine"}, headers={"if-match": tag})
    assert first.status_code == 200, first.text
    late = await site.acc.patch(address, json={"name": "Yours"}, headers={"if-match": tag})
    assert late.status_code == 412
    assert (await site.read(change))["name"] == "Mine"
    line = await site.change({"estimated": "1"})
    (item,) = (await site.read(line, "/lines"))["results"]
    address = f"{site.root}/cost-items/{item['id']}"
    for amount, status in (("2", 200), ("3", 412)):
        reply = await site.acc.patch(
            address, json={"estimated": amount}, headers={"if-match": item["tag"]}
        )
        assert reply.status_code == status, reply.text


async def test_moves_say_what_they_do_and_why_not(site: Site) -> None:
    change = await site.change({"estimated": "5"})
    view = await site.read(change)
    opening = move(view, "open")
    assert (opening["possible"], opening["refusal"]) == (True, None)
    assert {each["track"]: each["after"] for each in opening["changes"]} == {
        "budget": "open",
        "cost": "open",
    }
    submit = move(view, "submit")
    assert (submit["possible"], submit["reason"]) == (False, "state")
    assert "open" in submit["refusal"]
    assert len({each["action"] for each in view["moves"]}) == len(view["moves"])
    viewer = await site.read(change, role="viewer")
    refused = move(viewer, "open")
    assert (refused["possible"], refused["reason"]) == (False, "role")
    assert "a viewer may not open" in refused["refusal"]
    assert viewer["primary"] is None
    assert all(each["locked"] for each in viewer["fields"])
    await site.act(change, "open")
    await site.generate("oco", change)
    void = move(await site.read(change), "void")
    assert (void["possible"], void["reason"]) == (False, "no_associations")


async def test_every_move_offered_is_the_one_the_other_door_lists(site: Site) -> None:
    change = await site.change({"estimated": "5", "submitted": "6"})
    orders = [change]
    await site.act(change, "open")
    orders += await site.generate("oco", change)
    for document in orders:
        for role in ("admin", "estimator", "approver", "viewer"):
            reply = await site.people.clients[role].get(
                f"{site.root}/workflows/FormInstance/{document['id']}/actions"
            )
            told = [each["name"] for each in reply.json()]
            shown = (await site.read(document, role=role))["moves"]
            assert [each["action"] for each in shown if each["possible"]] == told


async def test_one_way_from_idea_to_executed_orders(site: Site) -> None:
    """Whoever always does the one thing offered gets there."""
    contract = await site.contract()
    change = await site.change(
        {"submitted": "120", "proposed": "100", "contractId": contract["id"]}
    )
    waiting, done = [change], list[Any]()
    for _ in range(40):
        if not waiting:
            break
        document = waiting[0]
        view = await site.read(document)
        deed = view["primary"]
        if deed is None:
            done.append(document)
            waiting.pop(0)
        elif deed["what"] == "move":
            await site.act(document, deed["action"])
        else:
            assert deed["what"] == "generate"
            waiting += await site.generate(deed["kind"], document)
    ended = [await site.read(document) for document in done]
    states = {view["kind"]: [track["state"] for track in view["tracks"]] for view in ended}
    assert states == {
        "pco": ["executed", "executed"],
        "oco": ["executed"],
        "sco": ["executed"],
    }


async def test_approved_fields_say_why_they_are_locked(site: Site) -> None:
    order = await site.change({"submitted": "10"}, kind="oco")
    assert field(await site.read(order), "name")["locked"] is None
    await site.act(order, "submit", "approve")
    view = await site.read(order)
    assert "approved" in field(view, "name")["locked"]
    assert field(view, "externalId")["locked"] is None
    (line,) = (await site.read(order, "/lines"))["results"]
    assert {"submitted", "approved", "estimated"} <= line["locked"].keys()
    assert "proposed" not in line["locked"]
    assert (await site.read(order, "/lines"))["locked"]


async def test_what_the_vendors_bodies_lack_is_edited_here(site: Site) -> None:
    change = await site.change()
    view = await site.read(change)
    address, body = f"{site.place}/records/{change['id']}", {"reason": "Client Request"}
    changed = await site.acc.patch(address, json=body, headers={"if-match": view["tag"]})
    assert changed.status_code == 200, changed.text
    assert field(changed.json(), "reason")["value"] == "Client Request"
    assert changed.headers["etag"] == changed.json()["tag"]
    late = await site.acc.patch(address, json={"reason": None}, headers={"if-match": view["tag"]})
    assert late.status_code == 412
    for role, status in (("viewer", 403), ("owner", 404), ("supplier", 404)):
        reply = await site.people.clients[role].patch(address, json=body)
        assert reply.status_code == status, role
    refused = await site.acc.patch(address, json={"dueDate": "soon", "private": None})
    assert refused.status_code == 400
    assert {each["field"] for each in refused.json()["problems"]} == {"dueDate", "private"}


async def test_as_things_stood(site: Site) -> None:
    change = await site.change({"estimated": "5"})
    before = await site.acc.get(f"{site.root}/change-orders/pco/{change['id']}")
    moment = before.json()["updatedAt"].replace("+", "%2B")
    await site.act(change, "open")
    await site.made("cost-items", {"name": "Late", "changeOrderId": change["id"]})
    for part in ("", "/lines", "/chain", "/history", "/quotes"):
        await site.read(change, f"{part}?asOf={moment}")
    view = await site.read(change, f"?asOf={moment}")
    assert (view["tracks"][0]["state"], view["lineCount"]) == ("draft", 1)
    assert view["primary"] is None
    assert not any(each["possible"] for each in view["moves"])
    assert move(view, "open")["reason"] == "past"


@pytest.mark.parametrize("part", ["", "/lines", "/chain", "/history", "/quotes"])
async def test_what_is_not_there(site: Site, part: str) -> None:
    await site.read({"id": str(uuid4())}, part, status=404)
    change = await site.change()
    for role in ("owner", "supplier"):
        await site.read(change, part, role, 404)


def test_fields_have_the_names_of_the_door_they_are_edited_by() -> None:
    for kind, resource in RESOURCES.items():
        known = {each.name for each in resource.patching}
        tracks = KIND[kind].tracks
        for row in ORDER_FIELDS:
            if row.writable and (row.track is None or row.track in tracks):
                assert (row.label in known) != row.own, (kind, row.label)
    assert {row.label for row in ORDER_FIELDS if row.own} == {each.name for each in OWN}
    lines = {each.name for each in COST_ITEM.patching}
    assert {row.label for row in ITEM_FIELDS if row.writable} <= lines


def test_the_table_of_next_things_names_what_there_is() -> None:
    for row in PRIMARY:
        kinds = [each.name for each in KINDS] if row.kind == "*" else [row.kind]
        if row.what == "move":
            actions = {each.action for kind in kinds for each in MOVES_OF[kind]}
            assert row.name in actions, row
        elif row.what == "generate":
            assert all(kind in KIND[row.name].sources for kind in kinds), row


def test_the_way_is_in_order_and_ends_as_far_as_it_goes() -> None:
    ends = {
        (kind.name, track): way_of(kind.name, track)[-1] for kind in KINDS for track in kind.tracks
    }
    assert ends.pop(("rfq", "cost")) == "accepted"
    assert set(ends.values()) == {"executed"}
