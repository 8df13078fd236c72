"""Bulk change orders for load tests: many, plausible, and as consistent as real work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from changewright.core.errors import Conflict
from changewright.core.records import ChangeOrder, CostItem, Face, Membership, Record
from changewright.core.records_attached import PropertyValue
from changewright.core.settings import ProjectSettings, settings_born
from changewright.work.ledger import Ledger
from changewright.work.load import load, reserve_ids
from changewright.work.projects import open_project
from changewright.work.unit import Actor, Unit

from .clusters import SPREAD, Batch
from .foundation import Names, let_all, open_books, prime_contract
from .patterns import ALONE, LARGEST, OUTCOMES, WEIGHTS

DOOR = "cli"
NOBODY = Actor(person_id=None, client_id=None, door=DOOR, request_id="synthetic", role="admin")

Progress = Callable[[int, int], None]


def _quiet(done: int, total: int) -> None:
    pass


async def load_synthetic(
    ledger: Ledger,
    container: int,
    size: int,
    seed: int = 1,
    progress: Progress = _quiet,
    *,
    actor: Actor = NOBODY,
    names: Names | None = None,
    settings: ProjectSettings | None = None,
) -> int:
    """Load `size` change orders of Autodesk's five kinds, 3 cost items and 2 values each.

    Makes the container, its budgets, contracts and attributes first; answers how many records were
    loaded behind them. `progress` is told how many of how many. Raises `Conflict` when the
    container holds change orders already.
    """
    names = names or Names(account_id=0, project_id=container, people={}, companies={})
    now = ledger.clock()
    fields = prime_contract(names, now - SPREAD)
    await open_project(ledger, container, settings or settings_born("web"), actor, fields)

    async def open_all(unit: Unit) -> None:
        if await unit.read.where(ChangeOrder, limit=1):
            raise Conflict("synthetic change orders need an empty container")
        await open_books(unit, names)
        await let_all(unit, names)

    await ledger.run(container, actor, open_all)
    batch = Batch(container, seed, now, actor.person_id, names, _shares(size, seed))
    total = batch.count_records()
    batch.ids = await reserve_ids(ledger, batch.count_ids())
    streams: list[tuple[type[Record], Iterator[Record]]] = [
        (ChangeOrder, batch.documents()),
        (CostItem, batch.items()),
        (Membership, batch.memberships()),
        (Face, batch.faces()),
        (PropertyValue, batch.values()),
    ]
    return await load(
        ledger,
        container,
        actor,
        streams,
        sequences=batch.sequences(),
        progress=lambda done: progress(done, total),
    )


def _shares(size: int, seed: int) -> bytes:
    """The pattern of each cluster, so that their documents number `size` in all."""
    random = Random(seed)
    places = range(len(OUTCOMES))
    chosen = bytearray()
    left = size
    while left > 0:
        place = random.choices(places, WEIGHTS)[0] if left >= LARGEST else ALONE
        chosen.append(place)
        left -= len(OUTCOMES[place].documents)
    return bytes(chosen)
