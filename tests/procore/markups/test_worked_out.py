"""Markups of potential changes worked out with their lines (procore.md §2.10)."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from tests.procore.lining import Board, Json, found

from changewright.core.records_codes import Markup
from changewright.core.records_contracts import Contract, MainContract
from changewright.work.markup_sets import follow
from changewright.work.unit import Actor, Unit
from changewright.work.verify import verify

PATH = "/rest/v1.0/financials/markups"


@pytest.fixture
def board(site: Any) -> Board:
    return Board(site)


@pytest.fixture(params=("contract", "prime"))
async def contract_id(request: pytest.FixtureRequest, board: Board) -> int:
    """One of each side: a commitment at one tier, a prime contract at two."""
    if request.param == "contract":
        return (await board.site.commitment("SC-1", status="signed"))[1]
    return await board.site.main_contract()


def where(board: Board, holder_id: int, kind: str = "PotentialChangeOrder") -> Json:
    return board.here | {"holder_type": kind, "holder_id": holder_id}


async def mark(
    board: Board,
    holder_id: int,
    markup_set: str,
    percentage: str,
    *,
    kind: str = "PotentialChangeOrder",
    **fields: Any,
) -> Json:
    markup = {"name": markup_set, "percentage": percentage, "markup_set": markup_set} | fields
    path = where(board, holder_id, kind)
    return found(await board.site.procore.post(PATH, params=path, json={"markup": markup}), 201)


async def edit(board: Board, change: Json, markup: Json, **fields: Any) -> None:
    path, params = f"{PATH}/{markup['id']}", where(board, change["id"])
    found(await board.site.procore.patch(path, params=params, json={"markup": fields}))


def sums(change: Json) -> tuple[str, str, str]:
    names = ("line_items_total", "line_items_extended_total", "grand_total")
    first, second, third = (change[name] for name in names)
    return first, second, third


def pieces(change: Json) -> list[list[tuple[str, str]]]:
    """For each line what each markup put on it."""
    return [
        [(one["markup"]["name"], one["amount"]) for one in line["markup_line_items"]]
        for line in change["line_items"]
    ]


async def packaged(board: Board, change: Json) -> int:
    """The package that the change is in: at one tier its own, else a new one."""
    if change["legacy_package_id"] is not None:
        return int(change["legacy_package_id"])
    package = await board.site.new_package(change["contract_id"], title="All")
    await board.redraw(change, change_order_request={"change_order_package_id": package["id"]})
    return int(package["id"])


async def items(board: Board) -> list[Json]:
    answer = await board.site.acc.get(board.site.cost("cost-items"))
    rows: list[Json] = answer.json()["results"]
    return rows


async def test_horizontal_and_vertical_to_the_cent(board: Board, contract_id: int) -> None:
    change = await board.draw(contract_id, title="Doors")
    for amount in ("100.05", "200.10", "33.33"):
        await board.line(change, amount=amount)
    await mark(board, change["id"], "vertical", "3.3")
    await mark(board, change["id"], "horizontal", "7.5")
    shown = await board.get(change)
    assert sums(shown) == ("333.48", "370.32", "370.32")
    # 7.5 % of each line, rounded by itself: 25.01. 3.3 % of 358.49: 11.83, shared by weight.
    assert pieces(shown) == [
        [("horizontal", "7.5"), ("vertical", "3.55")],
        [("horizontal", "15.01"), ("vertical", "7.1")],
        [("horizontal", "2.5"), ("vertical", "1.18")],
    ]
    extended = [Decimal(line["extended_amount"]) for line in shown["line_items"]]
    assert sum(extended) == Decimal(shown["grand_total"])
    definition = shown["line_items"][0]["markup_line_items"][0]["markup"]
    assert (definition["percentage"], definition["markup_set"]) == ("7.5", "horizontal")
    assert definition["compounds_markups_above"] is False
    # Autodesk's door has them as items that markups made; lists have the same total.
    made = {one["name"] for one in await items(board) if one["isMarkup"]}
    assert made == {"horizontal", "vertical"}
    (listed,) = await board.site.potential()
    assert listed["grand_total"] == "370.32"


async def test_they_follow_lines_and_markups(board: Board, contract_id: int) -> None:
    change = await board.draw(contract_id, title="Doors")
    fee = await mark(board, change["id"], "horizontal", "10")
    assert sums(await board.get(change)) == ("0.0", "0.0", "0.0")
    line = await board.line(change, amount="1000")
    await mark(board, change["id"], "vertical", "2")
    assert sums(await board.get(change)) == ("1000.0", "1122.0", "1122.0")
    await board.reline(change, line, amount="500")
    assert sums(await board.get(change))[2] == "561.0"
    await edit(board, change, fee, percentage="20")
    assert sums(await board.get(change))[2] == "612.0"
    gone = await board.site.procore.delete(f"{PATH}/{fee['id']}", params=where(board, change["id"]))
    assert gone.status_code == 204
    shown = await board.get(change)
    assert (sums(shown)[2], pieces(shown)) == ("510.0", [[("vertical", "10.0")]])
    answer = await board.drop(change, line)
    assert answer.is_success, answer.text
    shown = await board.get(change)
    assert (sums(shown), shown["line_items"]) == (("0.0", "0.0", "0.0"), [])
    assert [one for one in await items(board) if one["isMarkup"]] == []


@pytest.mark.parametrize("status", ["pending", "not_proceeding"])
async def test_what_waits_for_an_answer_still_gives_markups_up(
    board: Board, contract_id: int, status: str
) -> None:
    """As it does lines: a line that goes takes along what fell to its own budget code."""
    change = await board.draw(contract_id, title="Doors")
    for code, amount in (("01", "100"), ("02", "50")):
        budget = await board.site.make("budgets", code=code, name=code)
        wbs = next(
            one.id for one in (await board.budgets()).values() if str(one.uuid) == budget["id"]
        )
        last = await board.line(change, amount=amount, wbs_code_id=wbs)
    first = await mark(board, change["id"], "vertical", "10")
    await mark(board, change["id"], "vertical", "2")
    await board.redraw(change, status=status)
    assert sums(await board.get(change)) == ("150.0", "168.0", "168.0")
    assert (await board.drop(change, last)).is_success
    assert sums(await board.get(change)) == ("100.0", "112.0", "112.0")
    path, params = f"{PATH}/{first['id']}", where(board, change["id"])
    assert (await board.site.procore.delete(path, params=params)).status_code == 204
    assert sums(await board.get(change)) == ("100.0", "102.0", "102.0")
    assert await verify(board.site.ledger.database, board.site.container.id) == []


async def test_compounds(board: Board, contract_id: int) -> None:
    change = await board.draw(contract_id, title="Doors")
    await board.line(change, amount="1000")
    holder = change["id"]
    first = await mark(board, holder, "horizontal", "10", name="A")
    await mark(board, holder, "horizontal", "10", name="B", compound={"type": "above"})
    third = await mark(board, holder, "vertical", "10", name="C")
    chosen = {"type": "selective", "selections": [third["id"], first["id"]]}
    await mark(board, holder, "vertical", "10", name="D")
    await mark(board, holder, "vertical", "10", name="E", compound=chosen)
    await mark(board, holder, "vertical", "10", name="F", compound={"type": "above"})
    shown = await board.get(change)
    assert pieces(shown) == [
        [
            *(("A", "100.0"), ("B", "110.0")),  # 10 % of 1000, of 1100
            *(("C", "121.0"), ("D", "121.0")),  # of the subtotal, 1210
            ("E", "133.1"),  # of 1210 and C
            ("F", "158.51"),  # of all above: 1585.10
        ]
    ]
    markups = shown["line_items"][0]["markup_line_items"]
    assert [one["markup"]["compounds_markups_above"] for one in markups] == [
        *(False, True, False, False, True, True),
    ]
    assert sums(shown)[2] == "1743.61"


async def code(board: Board, number: str) -> int:
    body = board.here | {"cost_code": {"code": number, "name": number}}
    made = await board.site.procore.post("/rest/v1.0/cost_codes", json=body)
    return int(found(made, 201)["id"])


async def test_conditions_and_destinations(board: Board, contract_id: int) -> None:
    change = await board.draw(contract_id, title="Doors")
    walls, doors = await code(board, "03"), await code(board, "08")
    await board.line(change, amount="100", cost_code_id=walls)
    line = await board.line(change, amount="200", cost_code_id=doors)
    budget = line["wbs_code"]["id"]
    for name, match, percentage, extra in (
        ("Walls only", "includes", "10", {}),
        ("All but walls", "excludes", "1", {}),
        ("To doors", "includes", "5", {"wbs_code_id": budget}),
    ):
        condition = {"match_type": match, "markup_condition_items": [{"id": walls}]}
        await mark(
            board,
            change["id"],
            "horizontal",
            percentage,
            name=name,
            markup_conditions=[condition],
            applies_to_all=False,
            **extra,
        )
    shown = await board.get(change)
    assert pieces(shown) == [
        [("Walls only", "10.0"), ("To doors", "5.0")],
        [("All but walls", "2.0")],
    ]
    assert sums(shown)[2] == "317.0"
    markups = shown["line_items"][0]["markup_line_items"]
    assert [one["markup"]["wbs_code_id"] for one in markups] == [None, budget]
    assert markups[1]["markup"]["destination_cost_code"]["id"] == doors
    by_name = {one["name"]: one["budgetId"] for one in await items(board) if one["isMarkup"]}
    assert by_name["To doors"] == by_name["All but walls"] != by_name["Walls only"]


@pytest.mark.parametrize("side", ["contract", "prime"])
async def test_a_new_change_begins_with_those_of_its_contract(board: Board, side: str) -> None:
    uuid, contract_id = "", 0
    if side == "contract":
        uuid, contract_id = await board.site.commitment("SC-1")
    else:
        contract_id = await board.site.main_contract()
    kept: Json = {"kind": "Contract"}
    first = await mark(board, contract_id, "change_orders_horizontal", "10", name="A", **kept)
    chosen = {"type": "selective", "selections": [first["id"]]}
    await mark(board, contract_id, "change_orders_vertical", "5", name="B", compound=chosen, **kept)
    if uuid:
        path = board.site.cost(f"contracts/{uuid}")
        assert (await board.site.acc.patch(path, json={"status": "signed"})).is_success
    change = await board.draw(contract_id, title="Doors")
    answer = await board.site.procore.get(PATH, params=where(board, change["id"]))
    rows = answer.json()
    assert [(one["name"], one["markup_set"]) for one in rows] == [
        ("A", "horizontal"),
        ("B", "vertical"),
    ]
    assert rows[1]["compound"]["selections"] == [rows[0]["id"]] != [first["id"]]
    await board.line(change, amount="100")
    assert sums(await board.get(change))[2] == "115.5"
    # They are its own from then on: the contract's are others.
    await mark(board, change["id"], "vertical", "1", name="C")
    answer = await board.site.procore.get(PATH, params=where(board, contract_id, "Contract"))
    assert [one["name"] for one in answer.json()] == ["A", "B"]


async def test_a_pending_change_still_moves(board: Board, contract_id: int) -> None:
    change = await board.draw(contract_id, title="Doors", status="pending")
    line = await board.line(change, amount="100")
    await mark(board, change["id"], "horizontal", "10")
    await board.reline(change, line, amount="200")
    await mark(board, change["id"], "vertical", "-1")  # a discount
    shown = await board.get(change)
    assert (shown["status"], sums(shown)[2]) == ("pending", "217.8")


async def test_verify_finds_nothing(board: Board, contract_id: int) -> None:
    change = await board.draw(contract_id, title="Doors")
    codes = [await code(board, number) for number in ("03", "08")]
    lines = [await board.line(change, amount="10.01", cost_code_id=each) for each in codes]
    await mark(board, change["id"], "horizontal", "12.345")
    fee = await mark(board, change["id"], "vertical", "3.3")
    await board.reline(change, lines[0], cost_code_id=codes[1])
    await edit(board, change, fee, compound={"type": "above"}, percentage="4")
    await board.site.change_package(await packaged(board, change), status="approved")
    assert sums(await board.get(change))[2] == "23.4"
    assert await verify(board.site.ledger.database, board.site.container.id) == []


async def test_what_a_markup_came_to_is_no_line(board: Board, contract_id: int) -> None:
    change = await board.draw(contract_id, title="Doors")
    line = await board.line(change, amount="100")
    await mark(board, change["id"], "vertical", "10")
    line = await board.reline(change, line, description="Oak")
    assert (line["amount"], line["extended_amount"]) == ("100.0", "110.0")
    assert await board.lines(change) == [line]
    (made,) = [one for one in await items(board) if one["isMarkup"]]
    answer = await board.site.acc.patch(
        board.site.cost(f"cost-items/{made['id']}"), json={"submitted": "1", "proposed": "1"}
    )
    assert answer.status_code == 409, answer.text
    # A change through Autodesk's door is followed just the same.
    item = await board.item("Oak")
    name = "proposed" if item["scope"] == "in" else "submitted"
    answer = await board.site.acc.patch(
        board.site.cost(f"cost-items/{item['id']}"), json={name: "300"}
    )
    assert answer.is_success, answer.text
    assert sums(await board.get(change))[2] == "330.0"


async def test_in_the_currency_of_a_foreign_contract(board: Board) -> None:
    """A line priced at 100 EUR, and an estimate of 1,250 in the project's currency: at 1.25 the
    change comes to 1,100 EUR and bears markup on that, everywhere alike; at 2 to 725."""
    terms = {"currency": "EUR", "exchangeRate": "1.25", "status": "signed"}
    uuid, contract_id = await board.site.commitment("SC-E", **terms)
    change = await board.draw(contract_id, title="Panes")
    await board.line(change, amount="100")
    (pco,) = await board.site.orders("pco")
    estimate = {"name": "Estimated", "scope": "in", "estimated": "1250", "contractId": uuid}
    await board.site.make("cost-items", changeOrderId=pco["id"], **estimate)
    fee = await mark(board, change["id"], "vertical", "10")
    assert sums(await board.get(change)) == ("1100.0", "1210.0", "1210.0")
    priced, estimated = await board.lines(change)
    assert (priced["amount"], priced["extended_amount"]) == ("100.0", "110.0")
    assert (estimated["amount"], estimated["extended_amount"]) == ("1000.0", "1100.0")
    # What was shown says nothing new where it is sent back.
    await board.reline(change, estimated, amount=estimated["amount"])
    assert (await board.item("Estimated"))["proposed"] is None
    path = f"/rest/v1.0/work_order_contracts/{contract_id}"
    contract = found(await board.site.procore.get(path, params=board.here))
    assert contract["draft_change_orders_amount"] == "1210.0"
    address = board.site.cost(f"contracts/{uuid}")
    assert (await board.site.acc.patch(address, json={"exchangeRate": "2"})).is_success
    assert sums(await board.get(change)) == ("725.0", "797.5", "797.5")
    await edit(board, change, fee, percentage="0")
    assert sums(await board.get(change))[2] == "725.0"
    assert await verify(board.site.ledger.database, board.site.container.id) == []


async def test_an_approved_change_does_not_move(board: Board, contract_id: int) -> None:
    change = await board.draw(contract_id, title="Doors")
    await board.line(change, amount="100")
    fee = await mark(board, change["id"], "vertical", "10")
    package = await packaged(board, change)
    await board.site.change_package(package, status="approved")
    shown = await board.get(change)
    assert (shown["status"], sums(shown)[2]) == ("approved", "110.0")
    assert pieces(shown) == [[("vertical", "10.0")]]
    params, body = where(board, change["id"]), {"markup": {"percentage": "20"}}
    answer = await board.site.procore.patch(f"{PATH}/{fee['id']}", params=params, json=body)
    assert answer.status_code == 422, answer.text
    assert await board.get(change) == shown


async def test_packages_show_them_with_their_lines(board: Board, contract_id: int) -> None:
    change = await board.draw(contract_id, title="Doors")
    package = await packaged(board, change)
    await board.sync(change, {"amount": "100"}, {"amount": "50"}, {"amount": "-0.01"})
    for markup_set in ("horizontal", "vertical"):
        await mark(board, change["id"], markup_set, "7")
    shown, inside = await board.site.package(package), await board.get(change)
    assert pieces(shown) == pieces(inside)
    assert shown["grand_total"] == inside["grand_total"] == "171.72"
    extended = sum(Decimal(line["extended_amount"]) for line in shown["line_items"])
    assert extended == Decimal("171.72")
    # All of them together in one request come to the same.
    lines = await board.lines(change)
    await board.sync(change, *({"id": line["id"], "amount": "10"} for line in lines))
    assert sums(await board.get(change)) == ("30.0", "34.35", "34.35")


@pytest.mark.parametrize("door", ["acc", "procore"])
async def test_a_deleted_change_takes_its_markups_along(
    board: Board, contract_id: int, door: str
) -> None:
    change = await board.draw(contract_id, title="Doors")
    await board.line(change, amount="100")
    await mark(board, change["id"], "vertical", "10")
    if door == "procore":
        words = "prime" if change["legacy_package_id"] is None else "commitment"
        path = f"/rest/v1.0/projects/{board.site.project_id}/{words}_change_orders/{change['id']}"
        answer = await board.site.procore.delete(path)
    else:
        if change["legacy_package_id"] is not None:
            (order,) = await board.site.orders("sco")
            path = board.site.cost(f"change-orders/sco/{order['id']}")
            assert (await board.site.acc.delete(path)).is_success
        (document,) = await board.site.orders("pco")
        path = board.site.cost(f"change-orders/pco/{document['id']}")
        answer = await board.site.acc.delete(path)
    assert answer.is_success, answer.text
    assert [one for one in await items(board) if one["isMarkup"]] == []


async def test_a_project_without_markups_is_asked_for_nothing() -> None:
    """The unit answers from its head alone: there is nothing here that could send a statement."""
    await follow(cast("Unit", SimpleNamespace(ever_wrote=lambda noun: False)))


async def test_a_unit_knows_from_its_head_whether_there_was_a_markup(
    board: Board, contract_id: int
) -> None:
    change = await board.draw(contract_id, title="Doors")
    before = await asked(board)
    await mark(board, change["id"], "vertical", "1")
    assert (before, await asked(board)) == (False, True)


async def asked(board: Board) -> bool:
    async def decide(unit: Unit) -> bool:
        return unit.ever_wrote(Markup)

    actor = Actor(None, None, "procore", "test", "admin")
    return await board.site.ledger.run(board.site.container.id, actor, decide)


# -- what contracts say of them -------------------------------------------------------------------


async def say(board: Board, contract_id: int, status: int = 200, **terms: Any) -> Json:
    """What a contract of either side says of all markups on its changes."""
    async with board.site.ledger.reader(board.site.project_id) as read:
        own = await read.get(Contract, contract_id) or await read.get(MainContract, contract_id)
    assert own is not None
    path = "contracts" if isinstance(own, Contract) else "main-contracts"
    place = f"/web/v1/projects/{board.site.container.uuid}/{path}/{own.uuid}/markup-terms"
    answer = await board.site.acc.put(place, json=terms)
    assert answer.status_code == status, answer.text
    told: Json = answer.json()
    return told


async def refused_mark(board: Board, holder_id: int, kind: str, **fields: Any) -> Json:
    markup = {"name": "One more", "percentage": "1"} | fields
    path = where(board, holder_id, kind)
    answer = await board.site.procore.post(PATH, params=path, json={"markup": markup})
    assert answer.status_code == 422, answer.text
    told: Json = answer.json()["errors"]
    return told


async def test_a_fourth_markup_where_the_contract_allows_three(
    board: Board, contract_id: int
) -> None:
    """Federal pricing of adjustments: at most three percentages (field.md §4.1)."""
    await say(board, contract_id, mostPercentages=3)
    change = await board.draw(contract_id, title="Doors")
    await board.line(change, amount="1000")
    for markup_set in ("horizontal", "horizontal", "vertical"):
        await mark(board, change["id"], markup_set, "10")
    told = await refused_mark(board, change["id"], "PotentialChangeOrder", markup_set="vertical")
    assert told == {
        "markup_set": ["the contract allows at most 3 percentages; 3 are there already"]
    }
    assert sums(await board.get(change))[2] == "1320.0", "1000 + 200, and 10 % of it"
    await say(board, contract_id, mostPercentages=None)
    await mark(board, change["id"], "vertical", "1")


async def test_a_contracts_sets_for_its_changes_are_counted_for_themselves(board: Board) -> None:
    """And terms that would allow less than there are, are refused."""
    contract_id = (await board.site.commitment("SC-1", status="draft"))[1]
    await say(board, contract_id, mostPercentages=3)
    for percentage in ("1", "2", "3"):
        await mark(board, contract_id, "change_orders_vertical", percentage, kind="Contract")
    await refused_mark(board, contract_id, "Contract", markup_set="change_orders_horizontal")
    told = await say(board, contract_id, 422, mostPercentages=2)
    assert told["problems"][0]["field"] == "mostPercentages"
    project = f"/web/v1/projects/{board.site.container.uuid}/markup-terms"
    allowed = await board.site.acc.put(project, json={"mostPercentages": 2})
    assert allowed.status_code == 200, "the contract says itself"
    await say(board, contract_id, mostPercentages=None)
    refused = await board.site.acc.put(project, json={"mostPercentages": 1})
    assert refused.status_code == 422, refused.text


async def test_formulas_percentages_count_with_those_of_sets(
    board: Board, contract_id: int
) -> None:
    """However many tiers there are (field.md §4.1)."""
    await say(board, contract_id, mostPercentages=2)
    change = await board.draw(contract_id, title="Doors")
    await board.line(change, amount="1000")
    await mark(board, change["id"], "horizontal", "10")
    web = f"/web/v1/projects/{board.site.container.uuid}"
    steps = [{"name": name, "amount": "1"} for name in ("Bond", "Fee")]
    formula = (
        await board.site.acc.post(f"{web}/markup-formulas", json={"name": "F", "items": steps[:1]})
    ).json()
    (pco,) = (await board.site.acc.get(board.site.cost("change-orders/pco"))).json()["results"]
    place = f"{web}/change-orders/{pco['id']}/markups:apply"
    done = await board.site.acc.post(place, json={"formulaId": formula["id"]})
    assert done.status_code == 200, done.text
    await refused_mark(board, change["id"], "PotentialChangeOrder", markup_set="vertical")


async def test_caps_and_whole_dollars(board: Board, contract_id: int) -> None:
    """At most 15 % of cost in all, rounded to the dollar as public owners want (field.md §4.1)."""
    await say(board, contract_id, percent="15", moneyPlaces=0)
    change = await board.draw(contract_id, title="Doors")
    await board.line(change, amount="1003.30")
    await board.line(change, amount="96.70")
    await mark(board, change["id"], "horizontal", "10")
    assert pieces(await board.get(change)) == [
        [("horizontal", "100.0")],
        [("horizontal", "10.0")],
    ]
    await mark(board, change["id"], "vertical", "10")
    shown = await board.get(change)
    # 15 % of 1100 is 165; 110 are used, so of the 121 only 55 are left.
    assert sums(shown) == ("1100.0", "1265.0", "1265.0")
    extended = [Decimal(line["extended_amount"]) for line in shown["line_items"]]
    assert sum(extended) == Decimal("1265")


async def test_a_cap_that_refuses(board: Board, contract_id: int) -> None:
    await say(board, contract_id, percent="15", refusesBeyond=True)
    change = await board.draw(contract_id, title="Doors")
    await board.line(change, amount="1000")
    await mark(board, change["id"], "horizontal", "15")
    told = await refused_mark(board, change["id"], "PotentialChangeOrder", markup_set="vertical")
    assert told == {"percentage": ["One more goes beyond the cap of 15 %"]}
    assert sums(await board.get(change))[2] == "1150.0", "nothing is written"


async def test_adds_and_deducts_apart(board: Board, contract_id: int) -> None:
    """Virginia class A: the profit is on both, each for itself (field.md §5.1, 10)."""
    change = await board.draw(contract_id, title="Doors")
    await board.line(change, amount="17250")
    await board.line(change, amount="-20400")
    await mark(board, change["id"], "vertical", "20")
    assert sums(await board.get(change))[2] == "-3780.0"
    await say(board, contract_id, apart=True)
    await mark(board, change["id"], "vertical", "0", name="Nothing")
    shown = await board.get(change)
    assert sums(shown)[2] == "-3780.0"
    assert [one[0] for one in pieces(shown)] == [("vertical", "3450.0"), ("vertical", "-4080.0")]
