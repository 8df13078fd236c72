"""After random histories: every figure is the sum of its addends, and every past is as it was.

As-of now is what is served now, and as of each earlier look what was served then. In depth it is a
thousand histories; `PROOF_HISTORIES=1000:250` tells 250 others, from the thousandth.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from tests.past.albums import Album, Question, album_of, differences
from tests.past.histories import KINDS, History
from tests.procore.site import PACKAGES, POTENTIAL, Site, open_site

from changewright.core.money import ZERO, Decimal
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract, ScheduleOfValue
from changewright.core.records_sums import ProjectTotal
from changewright.core.rollup import FIGURES, figures_of
from changewright.core.settings import ProjectSettings, settings_born
from changewright.edge.http import Application
from changewright.work.explain import amounts_of, explain
from changewright.work.explain_parts import Part, Sight
from changewright.work.ledger import Ledger

NOUNS: tuple[type[Record], ...] = (
    ProjectTotal,
    Budget,
    Contract,
    MainContract,
    ChangeOrder,
    CostItem,
    ScheduleOfValue,
)
SETTINGS = (ProjectSettings(), settings_born("procore"), ProjectSettings(tiers_cost=3))
IN_THE_GATE = (2,)
"""One is told there, of three tiers; the others of the first thousand in depth."""
FIRST, COUNT = (int(each) for each in os.environ.get("PROOF_HISTORIES", "0:1000").split(":"))
STEPS, LOOKS = 14, 3


@pytest.mark.parametrize(
    "seed",
    [
        *IN_THE_GATE,
        *(
            pytest.param(seed, marks=pytest.mark.deep)
            for seed in range(FIRST, FIRST + COUNT)
            if seed not in IN_THE_GATE
        ),
    ],
)
async def test_sums_are_explained_and_the_past_stays(
    application: Application, ledger: Ledger, seed: int
) -> None:
    site = await open_site(application, ledger, SETTINGS[seed % len(SETTINGS)])
    history = History(site, seed)
    await history.begin()
    albums: list[Album] = []
    counted = 0
    for _ in range(LOOKS):
        for _ in range(STEPS):
            await history.step()
        counted += await check_figures(site, history)
        album = await album_of(ledger, site.container.id, await questions(site, history))
        assert await differences(album, str(album.revision)) == [], "as-of now is now"
        albums.append(album)
    for album in albums:
        faults = await differences(album, str(album.revision))
        assert not faults, "\n".join((*faults, *history.told))
    assert history.done > STEPS // 2 and counted > 20, "something happened"


async def check_figures(site: Site, history: History) -> int:
    """Every figure of every record is what its addends come to; how many were not zero."""
    seen = 0
    async with site.ledger.reader(site.container.id) as read:
        sight = Sight(read, await site.ledger.settings_of(site.container.id))
        for noun in NOUNS:
            for record in await read.where(noun):
                served = served_of(record)
                for column, value in served.items():
                    found = await explain(sight, record, column)
                    told = (noun.TABLE, record.id, column, *history.told[-8:])
                    assert (found.served, found.amount) == (value, value), told
                    check_parts(found.parts, told)
                    seen += bool(value)
    return seen


def served_of(record: Record) -> dict[str, Decimal]:
    """Every figure of a record as the doors serve it."""
    served = {name: getattr(record, name) or ZERO for name in amounts_of(type(record))}
    if type(record) in FIGURES:
        served |= figures_of(record, getattr(record, "exchange_rate", None))
    return served


def check_parts(parts: tuple[Part, ...], told: Any) -> None:
    """What a part is made of comes to its value, at every level."""
    for part in parts:
        if part.parts:
            assert sum((each.amount for each in part.parts), ZERO) == part.value, (told, part)
            check_parts(part.parts, told)


async def questions(site: Site, history: History) -> list[Question]:
    """Lists and records of both doors and of ours, and some figures explained."""
    base, place = site.cost(""), f"/web/v1/projects/{site.container.uuid}"
    project = (("project_id", str(site.project_id)),)
    found = [
        Question(site.acc, "asOf", f"{base}{path}", (("sort", "createdAt"),))
        for path in (*(f"change-orders/{kind}" for kind in KINDS), "budgets", "contracts")
    ]
    found += [
        Question(site.acc, "asOf", f"{base}{path}")
        for path in ("cost-items", "main-contracts", "schedule-of-values")
    ]
    found += [Question(site.procore, "as_of", path, project) for path in (PACKAGES, POTENTIAL)]
    for word, path in (("budget", "budgets"), ("contract", "contracts")):
        rows = (await site.acc.get(f"{base}{path}")).json()["results"]
        record = history.chance.choice(rows)["id"]
        for column in ("revised", "projectedCost", "budgetApproved", "costExposed"):
            found.append(Question(site.acc, "asOf", f"{place}/explain/{word}/{record}/{column}"))
    for column in ("projectedCost", "budgetApproved", "originalAmount"):
        address = f"{place}/explain/project/{site.container.uuid}/{column}"
        found.append(Question(site.acc, "asOf", address))
    return found
