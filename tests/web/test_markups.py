"""Markups in full through the app's door."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People

from changewright.core.money import Decimal

SUNY = [
    {"upto": "10000", "rate": "10"},
    {"upto": "100000", "rate": "5"},
    {"upto": None, "rate": "3"},
]
STEPS: list[dict[str, Any]] = [
    {
        "name": "Own work",
        "amount": "15",
        "creditAmount": "5",
        "basis": "direct",
        "party": "prime",
        "conditions": [{"column": "performed_by", "operator": "is", "value": ["own"]}],
    },
    {"name": "Commission", "basis": "direct", "bands": SUNY, "party": "sub"},
    {"name": "So far", "type": "revise"},
    {
        "name": "Profit",
        "basis": "selected",
        "selected": ["Own work", "Commission"],
        "withDirect": True,
        "amount": "8",
        "thresholds": [{"size": "50000", "rate": "6", "inclusive": True}],
        "maximum": "5000",
        "hiddenFromOwner": True,
    },
    {"name": "Bond", "basis": "total", "amount": "1.5", "taxable": False, "side": "budget"},
]


async def sent(
    client: httpx.AsyncClient, method: str, address: str, body: Any = None, status: int = 200
) -> Any:
    answer = await client.request(method, address, json=body)
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


async def order(acc: httpx.AsyncClient, root: str, *amounts: str) -> dict[str, Any]:
    oco: dict[str, Any] = await sent(
        acc, "POST", f"{root}/change-orders/oco", {"name": "Walls"}, 201
    )
    items = [
        await sent(
            acc,
            "POST",
            f"{root}/cost-items",
            {"name": f"Line {amount}", "submitted": amount, "changeOrderId": oco["id"]},
            201,
        )
        for amount in amounts
    ]
    return oco | {"items": items}


async def formula(web: httpx.AsyncClient, place: str, *steps: Any, **fields: Any) -> dict[str, Any]:
    body = {"name": "Full", "items": list(steps)} | fields
    made: dict[str, Any] = await sent(web, "POST", f"{place}/markup-formulas", body, 201)
    return made


async def test_a_formula_with_everything(web: httpx.AsyncClient, place: str) -> None:
    caps = [{"percent": "25"}, {"party": "prime", "mostPercentages": 2, "refuses": True}]
    made = await formula(web, place, *STEPS, caps=caps, apart=True, sampleAmount="10000")
    own, commission, _, profit, bond = made["items"]
    assert own["creditAmount"] == "5.00000000"
    assert own["conditions"] == [
        {"column": "performed_by", "operator": "is", "value": ["own"], "logic": "and"}
    ]
    assert [(one["upto"], one["rate"]) for one in commission["bands"]] == [
        ("10000", "10"),
        ("100000", "5"),
        (None, "3"),
    ]
    assert profit["selected"] == [own["id"], commission["id"]]
    assert (profit["hiddenFromOwner"], bond["taxable"], bond["side"]) == (True, False, "budget")
    assert made["caps"][1]["mostPercentages"] == 2
    one = f"{place}/markup-formulas/{made['id']}"
    assert await sent(web, "GET", one) == made
    assert (await sent(web, "GET", f"{place}/markup-formulas"))["results"] == [made]
    kept = [{"id": each["id"]} for each in made["items"]]
    same = await sent(web, "PATCH", one, {"items": kept})
    assert same["items"] == made["items"], "a step that only names its id stays as it is"
    await sent(web, "DELETE", one, status=204)
    await sent(web, "GET", one, status=404)


async def test_tried_on_lines_of_ones_own(web: httpx.AsyncClient, place: str) -> None:
    made = await formula(web, place, *STEPS, sampleAmount="10000")
    one = f"{place}/markup-formulas/{made['id']}:try"
    lines = [
        {"amount": "60000", "facts": {"performed_by": "own"}},
        {"amount": "40000", "facts": {"performed_by": "subcontract"}},
    ]
    tried = await sent(web, "POST", one, {"lines": lines})
    assert [(step["name"], step["amount"]) for step in tried["steps"]] == [
        ("Own work", "9000.0000"),
        ("Commission", "5500.0000"),
        ("So far", "114500.0000"),
        ("Profit", "5000.0000"),
        ("Bond", "1819.8000"),
    ]
    assert tried["steps"][3]["limitedBy"] == "maximum"
    assert tried["steps"][1]["portions"][1] == {
        "label": "10000 to 100000",
        "base": "90000.0000",
        "rate": "5",
        "amount": "4500.0000",
    }
    assert tried["total"] == "121319.8000"
    assert tried["steps"][1]["pieces"] == ["3300.0000", "2200.0000"]
    sample = await sent(web, "POST", one, {})
    assert sample["direct"] == "10000.0000"
    credit = await sent(web, "POST", one, {"lines": [lines[0] | {"amount": "-1000"}]})
    assert credit["steps"][0]["amount"] == "-50.0000"


async def test_on_an_order(
    acc: httpx.AsyncClient, root: str, web: httpx.AsyncClient, place: str
) -> None:
    oco = await order(acc, root, "60000", "40000")
    made = await formula(web, place, *STEPS)
    markups = f"{place}/change-orders/{oco['id']}/markups"
    before = await sent(web, "GET", markups)
    assert (before["formulaId"], before["markups"]) == (None, [])
    done = await sent(web, "POST", f"{markups}:apply", {"formulaId": made["id"]})
    assert [(one["name"], one["submitted"]) for one in done["markups"]] == [
        ("Own work", "15000.0000"),
        ("Commission", "5500.0000"),
        ("So far", "120500.0000"),
        ("Profit", "5000.0000"),
        ("Bond", "1911.1700"),
    ]
    assert await sent(web, "GET", markups) == done
    commission = done["markups"][1]
    working = commission["workings"]["submitted"]
    assert (working["stepBase"], working["stepRate"], working["stepAmount"]) == (
        "100000",
        None,
        "5500",
    )
    assert working["pieces"] == {oco["items"][0]["id"]: "3300", oco["items"][1]["id"]: "2200"}
    assert len(working["portions"]) == 2
    one = f"{markups}/{commission['stepId']}"
    typed = await sent(web, "PATCH", one, {"submitted": "5000"})
    assert typed["markups"][1]["typed"] == {"submitted": "5000"}
    assert typed["markups"][1]["workings"]["submitted"]["computed"] == "5500"
    restored = await sent(web, "PATCH", one, {"submitted": None})
    assert restored["markups"][1]["submitted"] == "5500.0000"
    assert restored["markups"][1]["typed"] == {}

    await sent(acc, "PATCH", f"{root}/cost-items/{oco['items'][0]['id']}", {"submitted": "50000"})
    assert (await sent(web, "GET", markups))["isStale"]
    assert not (await sent(web, "POST", f"{markups}:ignore"))["isStale"]
    again = await sent(web, "POST", f"{markups}:reapply")
    assert again["markups"][1]["submitted"] == "5000.0000"
    body = {"costItemIds": [oco["items"][1]["id"]]}
    without = await sent(web, "PUT", f"{markups}/excluded", body)
    assert without["excludedIds"] == body["costItemIds"]
    assert without["markups"][1]["submitted"] == "3000.0000"
    await sent(web, "PUT", f"{markups}/excluded", {"costItemIds": [str(uuid4())]}, 422)
    cleared = await sent(web, "POST", f"{markups}:clear")
    assert (cleared["formulaId"], cleared["markups"]) == (None, [])
    await sent(web, "POST", f"{markups}:reapply", status=409)


async def test_terms(acc: httpx.AsyncClient, root: str, web: httpx.AsyncClient, place: str) -> None:
    oco = await order(acc, root, "1000.55")
    three = [{"name": name, "amount": "5", "basis": "direct"} for name in "abcd"]
    made = await formula(web, place, *three)
    apply = f"{place}/change-orders/{oco['id']}/markups:apply"
    nothing = await sent(web, "GET", f"{place}/markup-terms")
    assert (nothing["moneyPlaces"], nothing["mostPercentages"]) == (None, None)
    said = await sent(web, "PUT", f"{place}/markup-terms", {"mostPercentages": 3, "moneyPlaces": 0})
    assert (said["moneyPlaces"], said["mostPercentages"]) == (0, 3)
    answer = await web.post(apply, json={"formulaId": made["id"]})
    assert answer.status_code == 422, answer.text
    problem = answer.json()["problems"][0]
    assert (problem["field"], problem["code"]) == ("items[3]", "rule")
    assert "at most 3 percentages" in problem["detail"]
    taken_back = await sent(web, "PUT", f"{place}/markup-terms", {"mostPercentages": None})
    assert (taken_back["moneyPlaces"], taken_back["mostPercentages"]) == (0, None)
    done = await sent(web, "POST", apply, {"formulaId": made["id"]})
    assert [one["submitted"] for one in done["markups"]] == ["50.0000"] * 4

    contract = await sent(acc, "POST", f"{root}/contracts", {"code": "C", "name": "C"}, 201)
    of_contract = f"{place}/contracts/{contract['id']}/markup-terms"
    caps = [{"percent": "10", "refuses": True}]
    assert (await sent(web, "PUT", of_contract, {"caps": caps}))["caps"][0]["percent"] == "10"
    assert (await sent(web, "GET", of_contract))["caps"][0]["refuses"]
    main = (await sent(acc, "GET", f"{root}/main-contracts"))["results"][0]
    of_main = f"{place}/main-contracts/{main['id']}/markup-terms"
    assert (await sent(web, "GET", of_main))["percent"] is None
    await sent(web, "PUT", of_main, {"moneyPlaces": 5}, 400)
    await sent(web, "PUT", of_main, {"caps": [{}]}, 400)
    await sent(web, "GET", f"{place}/contracts/{uuid4()}/markup-terms", status=404)


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"basis": "all"}, "items.0.basis"),
        ({"bands": [{"rate": "x"}]}, "items.0.bands.0.rate"),
        ({"bands": [{"upto": "5", "rate": "1"}]}, "items[0].bands[0].upto"),
        ({"conditions": [{"column": "colour", "operator": "is", "value": ["x"]}]}, "items[0]"),
        ({"conditions": [{"column": "party", "operator": "is", "value": ["x"]}]}, "items[0].cond"),
        ({"conditions": [{"column": "line", "operator": "is", "value": ["1"]}]}, "items[0].cond"),
        ({"basis": "total", "amount": "100"}, "items"),
        ({"basis": "selected", "selected": ["none"]}, "items[0].selected"),
        ({"minimum": "-1"}, "items[0].minimum"),
    ],
)
async def test_refusals_name_their_field(
    web: httpx.AsyncClient, place: str, step: dict[str, Any], field: str
) -> None:
    body = {"name": "Bad", "items": [{"name": "x", "amount": "1"} | step]}
    answer = await web.post(f"{place}/markup-formulas", json=body)
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["problems"][0]["field"].startswith(field), answer.text
    assert (await sent(web, "GET", f"{place}/markup-formulas"))["total"] == 0


async def test_who_may(
    people: People, acc: httpx.AsyncClient, root: str, web: httpx.AsyncClient, place: str
) -> None:
    oco = await order(acc, root, "1000")
    made = await formula(web, place, {"name": "Fee", "amount": "10"})
    markups = f"{place}/change-orders/{oco['id']}/markups"
    for role, status in (("owner", 404), ("supplier", 404), ("viewer", 403), ("estimator", 200)):
        client = people.clients[role]
        answer = await client.post(f"{markups}:apply", json={"formulaId": made["id"]})
        assert answer.status_code == status, (role, answer.text)
    for role in ("owner", "supplier"):
        client = people.clients[role]
        await sent(client, "GET", markups, status=404)
        assert (await sent(client, "GET", f"{place}/markup-formulas"))["results"] == []
        await sent(client, "GET", f"{place}/markup-formulas/{made['id']}", status=404)
    await sent(people.clients["estimator"], "PUT", f"{place}/markup-terms", {}, 403)


async def test_an_owner_sees_no_hidden_markup(
    people: People, acc: httpx.AsyncClient, root: str, web: httpx.AsyncClient, place: str
) -> None:
    oco = await order(acc, root, "1000")
    steps = [
        {"name": "Shown", "amount": "10"},
        {"name": "Hidden", "amount": "5", "hiddenFromOwner": True},
    ]
    made = await formula(web, place, *steps)
    apply = f"{place}/change-orders/{oco['id']}/markups:apply"
    await sent(web, "POST", apply, {"formulaId": made["id"]})
    moves = [{"action": "submit", "associationType": "OCO", "associationId": oco["id"]}]
    await sent(acc, "POST", f"{root}/workflows/actions", moves, 200)
    owner = people.clients["owner"]
    shown = await sent(owner, "GET", f"{root}/cost-items")
    assert [one["name"] for one in shown["results"]] == ["Line 1000", "Shown"]
    assert shown["pagination"]["totalResults"] == 2
    whole = await sent(owner, "GET", f"{root}/change-orders/oco/{oco['id']}?include=costItems")
    assert [one["name"] for one in whole["costItems"]] == ["Line 1000", "Shown"]
    assert whole["submitted"] == "1150.0000", "he pays it all"
    all_items = await sent(acc, "GET", f"{root}/cost-items")
    hidden = next(one for one in all_items["results"] if one["name"] == "Hidden")
    await sent(owner, "GET", f"{root}/cost-items/{hidden['id']}", status=404)
    for query in ("filter[isMarkup]=true", f"filter[id]={hidden['id']}"):
        answer = await owner.get(f"{root}/cost-items?{query}")
        assert answer.status_code == 400 or "Hidden" not in answer.text


class Owner:
    """Somebody of the owner's, and what he is shown of one order."""

    def __init__(self, people: People, root: str, place: str, order_id: str) -> None:
        self.client, self.root, self.place = people.clients["owner"], root, place
        self.order_id = order_id

    async def get(self, path: str) -> Any:
        return await sent(self.client, "GET", path)

    async def told(self) -> dict[str, Any]:
        """Everything that shows him prices, by where."""
        root, order_id = self.root, self.order_id
        return {
            "order": await self.get(f"{root}/change-orders/oco/{order_id}?include=costItems"),
            "items": await self.get(f"{root}/cost-items?sort=submitted"),
            "lines": await self.get(f"{self.place}/records/{order_id}/lines"),
            "record": await self.get(f"{self.place}/records/{order_id}"),
            "history": await self.get(f"{self.place}/records/{order_id}/history"),
            "inbox": await self.get(f"{self.place}/inbox/{order_id}"),
            "explained": await self.get(f"{self.place}/explain/change-order/{order_id}/submitted"),
        }

    async def prices(self, column: str = "submitted") -> list[str]:
        """Line by line, the same wherever he looks; they add up to the total."""
        told = await self.told()
        whole, total = told["order"]["costItems"], told["order"][column]
        found = {one["id"]: one[column] for one in whole}
        assert found.items() <= {one["id"]: one[column] for one in told["items"]["results"]}.items()
        assert {one["id"]: one["amounts"][column] for one in told["lines"]["results"]} == found
        explained = await self.get(f"{self.place}/explain/change-order/{self.order_id}/{column}")
        assert {one["id"]: one["amount"] for one in explained["addends"]} == found
        assert (explained["served"], explained["difference"]) == (total, "0.0000")
        assert sum(Decimal(price) for price in found.values()) == Decimal(total)
        for item_id, price in found.items():
            one = await self.get(f"{self.place}/explain/cost-item/{item_id}/{column}")
            assert one["served"] == price
        return [one[column] for one in whole]


async def hidden_order(
    acc: httpx.AsyncClient, root: str, web: httpx.AsyncClient, place: str, *amounts: str
) -> dict[str, Any]:
    """An order with a markup that its owner sees, and one that he does not."""
    oco = await order(acc, root, *amounts)
    steps = [
        {"name": "Shown", "amount": "10"},
        {"name": "Hidden", "amount": "5", "basis": "running", "hiddenFromOwner": True},
    ]
    made = await formula(web, place, *steps)
    apply = f"{place}/change-orders/{oco['id']}/markups:apply"
    await sent(web, "POST", apply, {"formulaId": made["id"]})
    return oco


async def moved(acc: httpx.AsyncClient, root: str, oco: dict[str, Any], action: str) -> None:
    moves = [{"action": action, "associationType": "OCO", "associationId": oco["id"]}]
    await sent(acc, "POST", f"{root}/workflows/actions", moves, 200)


async def test_what_is_hidden_is_in_the_prices_of_the_owners_lines(
    people: People, acc: httpx.AsyncClient, root: str, web: httpx.AsyncClient, place: str
) -> None:
    oco = await hidden_order(acc, root, web, place, "100.05", "200.10", "33.33")
    owner = Owner(people, root, place, oco["id"])
    await moved(acc, root, oco, "submit")
    # 10 % of 333.48 is 33.35; 5 % of 366.83 is 18.34, on the lines 5.50, 11.01 and 1.83.
    assert await owner.prices() == ["105.5500", "211.1100", "35.1600", "33.3500"]
    # Without instants, whose seconds may read as one of the amounts.
    told = re.sub(r"T\d\d:\d\d:[\d.]+Z", "T", str(await owner.told()))
    for secret in ("Hidden", "100.0500", "200.1000", "18.34", "333.48"):
        assert secret not in told, secret
    # Whoever sees all sees the prices as they are.
    plain = await sent(acc, "GET", f"{root}/change-orders/oco/{oco['id']}?include=costItems")
    assert [one["submitted"] for one in plain["costItems"]] == [
        *("100.0500", "200.1000", "33.3300", "33.3500", "18.3400"),
    ]
    # Sorted and found by what he is shown, not by what it is.
    by_price = await owner.get(f"{root}/cost-items?sort=submitted")
    shown = [Decimal(one["submitted"]) for one in by_price["results"]]
    assert shown == sorted(shown)


async def test_the_owners_prices_follow_and_go(
    people: People, acc: httpx.AsyncClient, root: str, web: httpx.AsyncClient, place: str
) -> None:
    oco = await hidden_order(acc, root, web, place, "1000", "500")
    owner, markups = Owner(people, root, place, oco["id"]), f"{place}/change-orders/{oco['id']}"
    await moved(acc, root, oco, "submit")
    assert await owner.prices() == ["1055.0000", "527.5000", "150.0000"]
    await moved(acc, root, oco, "revise")
    first, _ = oco["items"]
    await sent(acc, "PATCH", f"{root}/cost-items/{first['id']}", {"submitted": "2000"})
    rows = (await sent(web, "GET", f"{markups}/markups"))["markups"]
    hidden = next(one for one in rows if one["name"] == "Hidden")
    # Typed over, what fell to the lines is no more of it: it goes by their sizes.
    await sent(web, "PATCH", f"{markups}/markups/{hidden['stepId']}", {"submitted": "75"})
    await moved(acc, root, oco, "submit")
    prices = [Decimal(price) for price in await owner.prices()]
    assert sum(prices) == Decimal("2000") + 500 + 250 + 75
    await moved(acc, root, oco, "approve")
    assert sum(map(Decimal, await owner.prices("approved"))) == Decimal("2825")
    main = (await sent(acc, "GET", f"{root}/main-contracts"))["results"][0]["id"]
    explained = await owner.get(f"{place}/explain/main-contract/{main}/budgetApproved")
    assert (explained["amount"], explained["difference"]) == ("2825.0000", "0.0000")
    assert await Owner(people, root, place, oco["id"]).prices("approved")
    other = await hidden_order(acc, root, web, place, "10")
    await sent(web, "POST", f"{place}/change-orders/{other['id']}/markups:clear", {})
    await moved(acc, root, other, "submit")
    assert await Owner(people, root, place, other["id"]).prices() == ["10.0000"]


async def test_approval_changes_no_price_that_the_owner_was_shown(
    people: People, acc: httpx.AsyncClient, root: str, web: httpx.AsyncClient, place: str
) -> None:
    """A hidden markup on one line only: it stays in that line's price when the order is approved,
    although what is approved was filled in and not worked out."""
    oco = await order(acc, root, "100.05", "200.10")
    large = [{"column": "amount", "operator": "over", "value": ["150"]}]
    step = {"name": "Hidden", "amount": "5", "hiddenFromOwner": True, "conditions": large}
    made = await formula(web, place, step)
    apply = f"{place}/change-orders/{oco['id']}/markups:apply"
    await sent(web, "POST", apply, {"formulaId": made["id"]})
    owner = Owner(people, root, place, oco["id"])
    await moved(acc, root, oco, "submit")
    assert await owner.prices() == ["100.0500", "210.1100"]
    await moved(acc, root, oco, "approve")
    assert await owner.prices("approved") == ["100.0500", "210.1100"]


async def test_the_order_says_what_the_owner_is_shown_before_it_the_request(
    people: People, acc: httpx.AsyncClient, root: str, web: httpx.AsyncClient, place: str
) -> None:
    rco = await sent(acc, "POST", f"{root}/change-orders/rco", {"name": "Asked"}, 201)
    body = {"name": "Line", "submitted": "1000", "changeOrderId": rco["id"]}
    line = await sent(acc, "POST", f"{root}/cost-items", body, 201)
    made = await formula(web, place, {"name": "H", "amount": "5", "hiddenFromOwner": True})
    apply = f"{place}/change-orders/{rco['id']}/markups:apply"
    await sent(web, "POST", apply, {"formulaId": made["id"]})
    for action in ("open", "submit"):
        moves = [{"action": action, "associationType": "RCO", "associationId": rco["id"]}]
        await sent(acc, "POST", f"{root}/workflows/actions", moves, 200)
    owner = people.clients["owner"]
    shown = await sent(owner, "GET", f"{root}/cost-items/{line['id']}")
    assert shown["submitted"] == "1050.0000"
    # On an order without the markup, which is what is paid, the line is what it is.
    oco = await sent(acc, "POST", f"{root}/change-orders/oco", {"name": "Ordered"}, 201)
    attach = {"data": [{"changeOrderId": oco["id"], "costItemId": line["id"]}]}
    await sent(acc, "POST", f"{root}/cost-items:attach", attach["data"][0], 200)
    shown = await sent(owner, "GET", f"{root}/cost-items/{line['id']}")
    assert shown["submitted"] == "1000.0000"
