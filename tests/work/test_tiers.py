"""One building history at each of the six tier settings, as tables written by hand.

A line of a table is a row: `pco 001 draft 100 < cor ~ < co 001` is a potential change with its
number, its state and the sum of its lines, in a request whose id is only reserved and in package
001. Sources: procore.md §1.2 to §1.6, core-model.md §3 and §5.
"""

from __future__ import annotations

import pytest

from .tiers import MakeTiers, Tiers

SIDES = ("cost", "budget")


async def shows(site: Tiers, side: str, table: str) -> None:
    expected = "\n".join(line.strip() for line in table.strip().splitlines())
    assert await site.rows(side) == expected
    await site.check()


@pytest.mark.parametrize("side", SIDES)
async def test_one_tier(make_tiers: MakeTiers, side: str) -> None:
    site = await make_tiers(tiers_cost=1, tiers_budget=1)
    contract = await site.contract_of(side)
    first = await site.potential(contract)
    second = await site.package(contract, "pending")
    await shows(
        site,
        side,
        """
        pco 001 draft 0 < cor ~ < co 001
        pco 002 pending 0 < cor ~ < co 002
        co 001 draft 0
        co 002 pending 0
        """,
    )
    await site.line(first, "100")
    line = await site.line(first, "20")
    await site.change_potential(first, "approved")  # dropped: the package has the status
    await shows(
        site,
        side,
        """
        pco 001 draft 120 < cor ~ < co 001
        pco 002 pending 0 < cor ~ < co 002
        co 001 draft 120
        co 002 pending 0
        """,
    )
    await site.change_potential(first, "approved", moves_package=True)
    await site.change_package(second, "approved")
    assert (await site.now(line)).approved_filled == (side == "budget")
    assert (await site.now(line)).committed_filled == (side == "cost")
    await shows(
        site,
        side,
        """
        pco 001 approved 120 < cor ~ < co 001
        pco 002 approved 0 < cor ~ < co 002
        co 001 approved 120
        co 002 approved 0
        """,
    )
    await site.change_package(second, "draft")
    await site.change_potential(first, "void", moves_package=True)
    await site.drop(second)
    await shows(
        site,
        side,
        """
        pco 001 void 120 < cor ~ < co 001
        co 001 void 120
        """,
    )
    await site.drop(first)
    await shows(site, side, "")


@pytest.mark.parametrize("side", SIDES)
async def test_two_tiers(make_tiers: MakeTiers, side: str) -> None:
    site = await make_tiers(tiers_cost=2, tiers_budget=2)
    contract = await site.contract_of(side)
    first = await site.potential(contract)
    second = await site.potential(contract, "accepted")
    package = await site.package(contract)
    await site.line(first, "100")
    await shows(
        site,
        side,
        """
        pco 001 draft 100 < cor ~
        pco 002 accepted 0 < cor ~
        co 001 draft 0
        """,
    )
    # What is approved becomes what the package is (procore.md §1.6).
    await site.place(second, package_id=package.id)
    await site.change_package(package, "pricing")
    await site.place(first, package_id=package.id)
    await site.line(second, "7")
    await shows(
        site,
        side,
        """
        pco 001 pricing 100 < cor ~ < co 001
        pco 002 pricing 7 < cor ~ < co 001
        co 001 pricing 107
        """,
    )
    await site.place(second, package_id=None)
    await site.change_potential(second, "proceeding")
    await site.change_package(package, "approved")
    await shows(
        site,
        side,
        """
        pco 001 approved 100 < cor ~ < co 001
        pco 002 proceeding 7 < cor ~
        co 001 approved 100
        """,
    )
    await site.change_package(package, "draft")
    await site.hold(package, face_ids=[second.id])
    await shows(
        site,
        side,
        """
        pco 001 draft 100 < cor ~
        pco 002 draft 7 < cor ~ < co 001
        co 001 draft 7
        """,
    )
    await site.drop(package)
    await site.drop(second)
    await shows(site, side, "pco 001 draft 100 < cor ~")


@pytest.mark.parametrize("side", SIDES)
async def test_three_tiers(make_tiers: MakeTiers, side: str) -> None:
    site = await make_tiers(tiers_cost=3, tiers_budget=3)
    contract = await site.contract_of(side)
    first = await site.potential(contract)
    second = await site.potential(contract, "pending")
    request = await site.request(contract, "proceeding")
    package = await site.package(contract)
    await site.line(first, "100")
    await site.place(first, request_id=request.id)
    await site.place(second, request_id=request.id)
    await shows(
        site,
        side,
        """
        pco 001 proceeding 100 < cor 001
        pco 002 proceeding 0 < cor 001
        cor 001 proceeding 100
        co 001 draft 0
        """,
    )
    await site.place_request(request, package.id)
    await site.line(second, "7")
    await shows(
        site,
        side,
        """
        pco 001 draft 100 < cor 001 < co 001
        pco 002 draft 7 < cor 001 < co 001
        cor 001 draft 107 < co 001
        co 001 draft 107
        """,
    )
    await site.change_package(package, "approved")
    await shows(
        site,
        side,
        """
        pco 001 approved 100 < cor 001 < co 001
        pco 002 approved 7 < cor 001 < co 001
        cor 001 approved 107 < co 001
        co 001 approved 107
        """,
    )
    await site.change_package(package, "revising")
    await site.place(second, request_id=None)
    await shows(
        site,
        side,
        """
        pco 001 revising 100 < cor 001 < co 001
        pco 002 revising 7
        cor 001 revising 100 < co 001
        co 001 revising 100
        """,
    )
    await site.hold(package, request_ids=[])
    await site.drop(package)
    await site.drop(request)
    await shows(
        site,
        side,
        """
        pco 001 revising 100
        pco 002 revising 7
        """,
    )
