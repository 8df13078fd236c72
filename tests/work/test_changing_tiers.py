"""Changing the tiers of a project that lives (procore.md §1.5, core-model.md §3)."""

from __future__ import annotations

from typing import Any

import pytest

from changewright.core.errors import Conflict, Forbidden, Invalid
from changewright.core.records import ChangeOrder, Face
from changewright.work import verify

from .tiers import MakeTiers, Tiers


async def shows(site: Tiers, side: str, table: str) -> None:
    expected = "\n".join(line.strip() for line in table.strip().splitlines())
    assert await site.rows(side) == expected
    await site.check()


async def test_from_one_tier_to_two_drops_what_is_only_reserved(make_tiers: MakeTiers) -> None:
    site = await make_tiers(tiers_cost=1, commitment_first=False)
    contract = await site.contract("SC-1")
    born = await site.potential(contract, "pending")
    elsewhere = await site.draw("pco", scope="in", contract_id=contract.id)
    await site.retier(tiers_cost=2)
    await shows(
        site,
        "cost",
        """
        pco 001 pending 0 < cor ~ < co 001
        pco 002 draft 0 < cor ~
        co 001 pending 0
        """,
    )
    (face,) = await site.where(Face, change_order_id=elsewhere.id, side="cost")
    assert face.package_id is None
    before = await site.now(born)
    # The two are no longer one: each can be told apart, and others join the package.
    await site.place(face, package_id=before.package_id)
    await site.change_potential(born, name="Only this one")
    await shows(
        site,
        "cost",
        """
        pco 001 pending 0 < cor ~ < co 001
        pco 002 pending 0 < cor ~ < co 001
        co 001 pending 0
        """,
    )
    (order,) = await site.where(ChangeOrder, kind="sco")
    assert order.name == "A change"


@pytest.mark.parametrize("was", [1, 2])
async def test_to_three_tiers_reserved_requests_become_rows(
    make_tiers: MakeTiers, was: int
) -> None:
    site = await make_tiers(tiers_cost=was, commitment_first=False)
    contract = await site.contract("SC-1")
    first, second = await site.potential(contract), await site.potential(contract)
    await site.line(first, "100")
    if was == 2:
        package = await site.package(contract)
        await site.place(first, package_id=package.id)
        await site.change_package(package, "approved")
        await site.change_potential(second, "pricing")
    else:
        await site.change_potential(first, "approved", moves_package=True)
        await site.change_potential(second, "pricing", moves_package=True)
    reserved = [first.request_id, second.request_id]
    # Drawn through the other door: on two contracts, with an owner's face.
    pco = await site.draw("pco", scope="in", name="Lift")
    other = await site.contract("SC-2")
    for where, amount in ((contract, "7"), (other, "9")):
        await site.price(pco, proposed=amount, contract_id=where.id, scope="in")
    await site.act(pco, "costOpen")
    await site.retier(tiers_cost=3)
    found = await site.where(ChangeOrder, kind="scr")
    assert [request.id for request in found[:2]] == reserved
    assert {request.name for request in found} == {"A change", "Lift"}
    held = "" if was == 2 else " < co 002"
    packages = "" if was == 2 else "\n        co 002 pricing 0"
    await shows(
        site,
        "cost",
        f"""
        pco 001 approved 100 < cor 001 < co 001
        pco 002 pricing 0 < cor 002{held}
        pco 003 open 7 < cor 003
        pco 001 open 9 < cor 001
        cor 001 approved 100 < co 001
        cor 002 pricing 0{held}
        cor 003 open 7
        cor 001 open 9
        co 001 approved 100{packages}
        """,
    )
    # They live on as any other.
    (order,) = await site.where(ChangeOrder, kind="sco", contract_number="001")
    await site.change_package(order, "draft")
    request = await site.now(found[0])
    assert (request.cost_state, request.package_id) == ("draft", order.id)
    findings = await verify.verify(site.ledger.database, site.container_id)
    assert findings == []


async def test_a_request_that_is_there_already_stays_the_one(make_tiers: MakeTiers) -> None:
    """Autodesk's door may have made one at any tiers (core-model.md §3)."""
    site = await make_tiers(tiers_budget=2)
    pco = await site.draw("pco", scope="budgetOnly", name="Doors")
    await site.price(pco, submitted="10", scope="budgetOnly")
    await site.act(pco, "budgetOpen")
    (request,) = await site.generate("rco", pco)
    await site.retier(tiers_budget=3)
    assert [one.id for one in await site.where(ChangeOrder, kind="rco")] == [request.id]
    await shows(
        site,
        "budget",
        """
        pco 001 draft 10 < cor 001
        cor 001 draft 10
        """,
    )


async def test_lowered_on_the_budget_side_ids_are_reserved_again(make_tiers: MakeTiers) -> None:
    site = await make_tiers(tiers_budget=3)
    contract = await site.budget_contract()
    in_request, free = await site.potential(contract), await site.potential(contract)
    request = await site.request(contract)
    await site.place(in_request, request_id=request.id)
    await site.retier(tiers_budget=2)
    await shows(
        site,
        "budget",
        """
        pco 001 draft 0 < cor 001
        pco 002 draft 0 < cor ~
        cor 001 draft 0
        """,
    )
    await site.retier(tiers_budget=1)
    assert (await site.rows("budget")).splitlines()[1] == "pco 002 draft 0 < cor ~ < co ~"
    # The package comes when one is asked for.
    await site.change_potential(free, "pending", moves_package=True)
    assert (await site.rows("budget")).splitlines()[1] == "pco 002 pending 0 < cor ~ < co 001"
    await site.check()


def _named(name: str, tiers: int) -> dict[str, Any]:
    return {name: tiers}


REFUSED = (
    # what is there, from, to
    ("oco", "tiers_budget", 2, 3),
    ("oco", "tiers_budget", 2, 1),
    ("sco", "tiers_cost", 2, 1),
    ("sco", "tiers_cost", 3, 2),
    ("pco", "tiers_cost", 2, 1),
)
ALLOWED = (
    ("pco", "tiers_budget", 2, 3),
    ("pco", "tiers_budget", 2, 1),
    ("sco", "tiers_cost", 1, 3),
    ("oco", "tiers_cost", 2, 1),
    ("sco", "tiers_budget", 2, 1),
)


@pytest.mark.parametrize(("kind", "name", "was", "wanted"), REFUSED)
async def test_change_orders_keep_the_tiers(
    make_tiers: MakeTiers, kind: str, name: str, was: int, wanted: int
) -> None:
    site = await make_tiers(**{name: was}, commitment_first=False)
    contract = await site.contract("SC-1")
    document = await site.draw(kind, contract_id=contract.id, scope="in")
    async with site.refuses(Conflict) as caught:
        await site.retier(**_named(name, wanted))
    assert [problem.field for problem in caught.value.problems] == [name]
    await site.delete(document)
    await site.retier(**_named(name, wanted))
    await site.check()


@pytest.mark.parametrize(("kind", "name", "was", "wanted"), ALLOWED)
async def test_other_changes_of_the_tiers_are_free(
    make_tiers: MakeTiers, kind: str, name: str, was: int, wanted: int
) -> None:
    site = await make_tiers(**{name: was, "unlink_first": False})
    await site.draw(kind, scope="budgetOnly" if kind == "pco" else "out")
    settings = await site.retier(**_named(name, wanted))
    assert getattr(settings, name) == wanted
    assert getattr(await site.ledger.settings_of(site.container_id), name) == wanted
    await site.check()


async def test_a_setting_out_of_bounds_or_of_somebody_else_is_refused(
    make_tiers: MakeTiers,
) -> None:
    site = await make_tiers()
    for fields in ({"tiers_cost": 4}, {"tiers_budget": 0}, {"status_cascade": "sideways"}):
        async with site.refuses(Invalid) as caught:
            await site.retier(**fields)
        assert [problem.field for problem in caught.value.problems] == list(fields)
    async with site.refuses(Forbidden):
        await site.retier(role="manager", tiers_cost=2)
