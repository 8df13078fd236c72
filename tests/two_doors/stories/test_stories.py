"""The same history told through Procore's door, through Autodesk's, and by turns: equal books."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any, Literal

import pytest
from tests.procore.site import PACKAGES, POTENTIAL, Site, open_site

from changewright.core.kinds import Track
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.settings import ProjectSettings
from changewright.edge.http import Application
from changewright.work.ledger import Ledger

from .books import Book, Told
from .differing import Exempt, differences, needed_at
from .steps import SIDES, TIERS, Step, random_story, story_of
from .tellers import NEWER, ORDER, REQUESTS, InAutodesk, InProcore, Refused, Teller, Untold

CODES = ("C-1", "C-2")


class Telling:
    """One project in which the story is told, by a teller or by two in turns."""

    def __init__(self, name: str, site: Site, side: Track, tiers: int, turns: list[Teller]) -> None:
        self.name, self.site, self.side, self.tiers, self.turns = name, site, side, tiers, turns
        self.book = Book(site, side)
        self.count = 0

    async def tell(self, step: Step) -> None:
        first = self.turns[self.count % len(self.turns)]
        self.count += 1
        for teller in (first, *(each for each in self.turns if each is not first)):
            try:
                await teller.tell(self.book, step)
                assert not step.is_refused, f"{self.name} was not refused: {step}"
                break
            except Untold:
                continue
            except Refused:
                if not step.is_refused:
                    raise
                break
        before = self.book
        self.book = await Book(self.site, self.side, before).read()
        if step.is_refused:
            assert self.book.entries == [], f"{self.name} wrote although refused: {step}"

    async def read(self, *, shows: bool, is_whole: bool) -> Told:
        """The ledger; with `shows` what both doors' lists say of it, `is_whole`: and of each
        record."""
        book, site = self.book, self.site
        told = book.ledger() | book.sums() | book.phases() | book.journal()
        if not shows:
            return told
        if is_whole:
            told |= await self._details()
        told |= book.answer("acc", "cost-items", await self._acc("cost-items"))
        for kind in self.kinds:
            told |= book.answer("acc", kind, await site.orders(kind))
        told |= book.answer("procore", "packages", await site.packages())
        told |= book.answer("procore", "potential", await site.potential())
        if self.tiers == 3:
            requests = [request for request, _ in await self._requests()]
            told |= book.answer("procore", "requests", requests)
        return told

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of documents that the story has, as Autodesk's clients see them."""
        has_requests = self.tiers == 3 and self.side == "budget"
        return ("pco", ORDER[self.side], *(("rco",) if has_requests else ()))

    async def _details(self) -> Told:
        told: Told = {}
        for kind in self.kinds:
            rows = await self._acc(f"change-orders/{kind}?include=costItems")
            told |= self.book.answer("acc", f"{kind} with items", rows)
        for package in await self.site.packages():
            row = await self._procore(f"{PACKAGES}/{package['id']}")
            told |= self.book.answer("procore", "package", [row])
        for potential in await self.site.potential():
            path, of = f"{POTENTIAL}/{potential['id']}", potential["contract_id"]
            row = await self._procore(path, contract_id=of)
            told |= self.book.answer("procore", "potential change", [row])
        if self.tiers < 3:
            for name in (NEWER[self.side], NEWER[self.side][:-1] + "_batches"):
                rows = await self._procore(f"/rest/v1.0/projects/{self.site.project_id}/{name}")
                told |= self.book.answer("procore", name, rows)
        else:
            for request, of in await self._requests():
                row = await self._procore(f"{REQUESTS}/{request['id']}", contract_id=of)
                told |= self.book.answer("procore", "request", [row])
        return told

    async def _requests(self) -> list[tuple[Any, int]]:
        """The requests of every contract, each with its contract's id."""
        noun = Contract if self.side == "cost" else MainContract
        ids = [contract.id for contract in self.book.rows[noun]]
        return [(row, of) for of in ids for row in await self._procore(REQUESTS, contract_id=of)]

    async def _procore(self, path: str, **query: Any) -> Any:
        query["project_id"] = self.site.project_id
        answer = await self.site.procore.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def _acc(self, path: str) -> Any:
        answer = await self.site.acc.get(self.site.cost(path))
        assert answer.status_code == 200, answer.text
        return answer.json()["results"]


async def furnish(site: Site, side: Track) -> None:
    """Two contracts of the side, and two budget codes."""
    for code in CODES:
        await site.make("budgets", code=code, name=f"Budget {code}")
    for code in ("A", "B"):
        if side == "cost":
            await site.commitment(code, status="signed")
        else:
            await site.make("main-contracts", code=code, name=f"Main contract {code}")


async def opened(
    name: str, application: Application, ledger: Ledger, side: Track, settings: ProjectSettings
) -> Telling:
    site = await open_site(application, ledger, settings)
    await furnish(site, side)
    tiers = settings.tiers_cost if side == "cost" else settings.tiers_budget
    procore, autodesk = InProcore(site, side, tiers), InAutodesk(site, side, tiers)
    turns: dict[str, list[Teller]] = {
        "procore": [procore],
        "autodesk": [autodesk],
        "mixed": [autodesk, procore],
    }
    telling = Telling(name, site, side, tiers, turns[name])
    telling.book = await telling.book.read()
    return telling


Cascade = Literal["mirror", "advance"]

SETTINGS = [(side, tiers) for side in SIDES for tiers in TIERS]
IN_THE_GATE: tuple[tuple[Track, int], ...] = (("cost", 2), ("budget", 3))
CASCADES: tuple[Cascade, ...] = ("mirror", "advance")


async def told_three_times(
    application: Application,
    ledger: Ledger,
    setting: tuple[Track, int, Cascade],
    story: Sequence[Step],
    looks: int,
) -> tuple[list[str], set[Exempt]]:
    """What differs between the three tellings, and the exemptions that were needed. The ledger is
    compared after every step, both doors' answers after every `looks` steps and the last."""
    side, tiers, cascade = setting
    settings = ProjectSettings(
        tiers_cost=tiers if side == "cost" else 1,
        tiers_budget=tiers if side == "budget" else 1,
        status_cascade=cascade,
        commitment_first=True,
        unlink_first=True,
        lifo=True,
    )
    tellings = [
        await opened(name, application, ledger, side, settings)
        for name in ("procore", "autodesk", "mixed")
    ]
    used: set[Exempt] = set()
    faults: list[str] = []
    for number, step in enumerate(story, start=1):
        is_last = number == len(story)
        await asyncio.gather(*(telling.tell(step) for telling in tellings))
        told, *others = await asyncio.gather(
            *(
                each.read(shows=is_last or number % looks == 0, is_whole=is_last)
                for each in tellings
            )
        )
        for telling, other in zip(tellings[1:], others, strict=True):
            found = differences(told, other, f"{side} {tiers} {cascade}", step.verb, used)
            faults += [f"{telling.name}, {step}: {one}" for one in found]
    return faults, used


@pytest.mark.parametrize(("side", "tiers"), IN_THE_GATE)
async def test_three_tellings_agree(
    application: Application, ledger: Ledger, side: Track, tiers: int
) -> None:
    """One setting of each side; in depth every setting is looked at after every step."""
    setting: tuple[Track, int, Cascade] = (side, tiers, "mirror")
    faults, used = await told_three_times(
        application, ledger, setting, story_of(side, tiers), looks=4
    )
    assert faults == []
    assert needed_at(f"{side} {tiers} mirror") - used == set()


@pytest.mark.deep
@pytest.mark.parametrize("cascade", CASCADES)
@pytest.mark.parametrize(("side", "tiers"), SETTINGS)
async def test_both_doors_show_the_same_after_every_step(
    application: Application, ledger: Ledger, side: Track, tiers: int, cascade: Cascade
) -> None:
    setting = (side, tiers, cascade)
    faults, used = await told_three_times(
        application, ledger, setting, story_of(side, tiers), looks=1
    )
    assert faults == []
    assert needed_at(f"{side} {tiers} {cascade}") - used == set()


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("cascade", CASCADES)
@pytest.mark.parametrize(("side", "tiers"), SETTINGS)
async def test_stories_left_to_chance_agree(
    application: Application, ledger: Ledger, side: Track, tiers: int, cascade: Cascade, seed: int
) -> None:
    story = random_story(Random(f"{side} {tiers} {cascade} {seed}"), side, tiers)
    setting = (side, tiers, cascade)
    faults, _ = await told_three_times(application, ledger, setting, story, looks=10)
    assert faults == []


def test_a_difference_is_found() -> None:
    """Of a field that no row exempts, and of a record that only one telling has."""
    ours: Told = {("acc", "sco", "sco Doors"): {"proposed": "1.0000", "name": "Doors"}}
    theirs: Told = {("acc", "sco", "sco Doors"): {"proposed": "2.0000", "name": "Doors"}}
    used: set[Exempt] = set()
    assert differences(ours, ours, "cost 1 mirror", "draw", used) == []
    assert differences(ours, theirs, "cost 1 mirror", "draw", used) == [
        "acc/sco/sco Doors/proposed: '1.0000' there, '2.0000' here"
    ]
    assert differences(ours, {}, "cost 1 mirror", "draw", used) == [
        "acc/sco/sco Doors: '(there)' there, None here"
    ]
    assert used == set()
