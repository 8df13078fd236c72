"""Folded into one statement, parts say what they say row by row, whatever is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from tests.fixtures_ledger import Container
from tests.reading.shapes import SHAPE, everything
from tests.reading.site import Site

from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.core.records_contracts import Contract
from changewright.edge.fragments import Hop, Path, Value
from changewright.store.engine import Database
from changewright.store.folded_parts import Cut, _text, cuts_of, folds_of, read_folded
from changewright.store.read_parts import Part, read_with_parts
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor

TO_ITEMS = (
    Hop(ChangeOrder, "id", even_deleted=True),
    Hop(Membership, "change_order_id"),
    Hop(CostItem, "id", "cost_item_id"),
    Hop(Contract, "id", "contract_id", of=0),
)
OWN = (Value("name"), Value("cost_state"), Value("due_date", of=1), Value("name", of=4))
OF_ITEMS = (
    *(Value(column, of=3) for column in ("id", "name", "estimated", "active_cost", "created_at")),
    Value("approved|submitted|estimated", of=3),
    Value("uuid", of=2),
)
HELD = Path(TO_ITEMS, (*OWN, *OF_ITEMS), ((2, "position"), (2, "id")), least=1)
"""What stands once beside what there may be many of, as Procore's lists are made."""
PATHS = (HELD, *(part.path for part in SHAPE.parts.values()))
AWKWARD = ('"quoted", \\ and \u2028', "line\nbreak\ttab", "null", "[1]", "Ünïcödé 🏗", "")


@pytest.fixture
async def site(ledger: Ledger, container: Container, actor: Actor) -> Site:
    made = Site(ledger, container, actor, seed=container.id)
    await made.begin(40)
    return made


async def both(database: Database, container_id: int, ids: list[int]) -> tuple[Any, Any]:
    viewer = everything(container_id)
    async with database.connection() as connection:
        by_rows = await read_with_parts(
            connection, viewer, ChangeOrder, None, SHAPE.values, PATHS, ids
        )
        folded = await read_folded(connection, viewer, ChangeOrder, SHAPE.values, PATHS, ids)
    own = [row[: 2 + len(SHAPE.values)] for row in folded]
    cuts = zip(PATHS, cuts_of(SHAPE.values, PATHS), strict=True)
    return by_rows, (own, [[part_of(path, cut, row) for row in folded] for path, cut in cuts])


def part_of(path: Path, cut: Cut, row: tuple[Any, ...]) -> Part:
    """A part as it is read row by row."""
    found = cut.rows(row)
    if found is None:
        return Part(row[0], row[1], row[cut.stamp], [])
    one, many = found
    nothing = (None,) * (len(path.values) - len(one))
    return Part(row[0], row[1], row[cut.stamp], [one + each for each in many or [nothing]])


def told(path: Path, part: Part) -> tuple[int, int, int, list[tuple[Any, ...]]]:
    """A part without the rows of links that lead to nothing, where others do."""
    single = folds_of(path).values
    full = [row for row in part.rows if any(value is not None for value in row[single:])]
    return part.id, part.version, part.stamp, full or part.rows[:1]


async def test_both_ways_say_the_same(site: Site) -> None:
    seen = 0
    for _ in range(25):
        await site.write()
        ids = [order.id for order in site.orders]
        rows, folded = await both(site.ledger.database, site.container.id, ids)
        assert sorted(folded[0]) == sorted(rows[0])
        for path, expected, found in zip(PATHS, rows[1], folded[1], strict=True):
            wanted = {each.id: told(path, each) for each in expected}
            assert {each.id: told(path, each) for each in found} == wanted, path
            seen += sum(len(each.rows) for each in found)
    assert seen > 1000


@pytest.mark.parametrize("text", AWKWARD)
async def test_any_text_comes_as_it_was_written(site: Site, text: str) -> None:
    item, link = site.items[0], site.memberships[0]

    async def rename(unit: Any) -> None:
        unit.change(await unit.read.get(CostItem, item.id), name=text)

    await site.ledger.run(site.container.id, site.actor, rename)
    _, folded = await both(site.ledger.database, site.container.id, [link.change_order_id])
    (part,) = folded[1][0]
    assert text in [row[len(OWN) + 1] for row in part.rows]


def test_values_of_many_rows_come_last() -> None:
    path = msgspec.structs.replace(HELD, values=(*OF_ITEMS, *OWN))
    with pytest.raises(ValueError, match="come before"):
        folds_of(path)


def test_what_there_may_be_many_of_begins_with_one_hop() -> None:
    path = msgspec.structs.replace(HELD, hops=(*TO_ITEMS, Hop(Membership, "change_order_id", of=0)))
    with pytest.raises(ValueError, match="one hop"):
        folds_of(path)


async def test_what_hangs_on_a_page_is_looked_up_once(site: Site) -> None:
    """The plan that is kept for a statement knows nothing of how many ids there are."""
    text = _text(ChangeOrder, SHAPE.values, (HELD,))
    ids = "{" + ",".join(str(order.id) for order in site.orders) + "}"
    async with site.ledger.database.connection() as connection:
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        await connection.execute(b"PREPARE folded AS " + text)
        told = await connection.execute(
            f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE folded ('{site.container.id}', '{ids}')"
        )
        (plan,) = await told.fetchone() or ()
        await connection.execute("DEALLOCATE folded")
        await connection.execute("RESET plan_cache_mode")
    times = {node["Alias"]: node["Actual Loops"] for node in nodes(plan[0]["Plan"])}
    assert times["h2"] == 1, "memberships, which an item is found from, hang on no single record"
    assert times["t"] == 1


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of a plan that read a table."""
    if "Alias" in plan and "Relation Name" in plan:
        yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)
