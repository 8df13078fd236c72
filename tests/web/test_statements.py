"""What a page asks of the database does not grow with the rows on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container
from tests.web.approving import Office, amount, limit
from tests.web.record.site import Site

from changewright.store import journal_read
from changewright.work.ledger import Ledger
from changewright.work.live import LiveFeed, Looker, Moved

ORDERS = ("100", "200", "300", "400", "500")


@pytest.fixture
async def office(people: People, container: Container) -> Office:
    """A project whose approver decides every supplier's order, by all that its contract had."""
    office = Office(people, container)
    bands = [
        {
            "name": "small",
            "limits": [limit("cumulative_size", amount("5000"))],
            "steps": [office.step("Board", "approver")],
        },
        {"name": "more", "steps": [office.step("Board", "approver")]},
    ]
    await office.policy(bands=bands, split={"days": 30, "least": 99, "same": ["contract"]})
    return office


@pytest.fixture
def site(acc: httpx.AsyncClient, root: str, place: str, people: People) -> Site:
    return Site(acc, root, place, people)


async def count(statements: list[bytes], read: Callable[[], Awaitable[Any]]) -> int:
    """How many statements a read takes, the second time: the first may learn what is kept."""
    await read()
    statements.clear()
    await read()
    return len(statements)


@pytest.mark.parametrize(
    ("role", "path", "query"),
    [
        ("approver", "inbox", {}),
        ("approver", "log", {"include": "moves"}),
        ("admin", "split-warnings", {}),
        ("admin", "courts", {}),
    ],
)
async def test_documents_that_wait(
    office: Office, statements: list[bytes], role: str, path: str, query: dict[str, str]
) -> None:
    contract = await office.contract("C-1", "8000", status="executed")

    async def read() -> None:
        assert len(await office.listed(path, role, **query)) == waiting

    waiting = 0 if path == "split-warnings" else 1
    await office.order(ORDERS[0], contract)
    one = await count(statements, read)
    for value in ORDERS[1:]:
        await office.order(value, contract)
    waiting *= len(ORDERS)
    assert await count(statements, read) == one


async def test_documents_that_wait_under_many_contracts(
    office: Office, statements: list[bytes]
) -> None:
    """What each contract's orders come to, which the policy's limit asks for, is read at once."""

    async def read() -> None:
        assert len(await office.listed("inbox", "approver")) == len(waiting)

    waiting, counted = [], set()
    for code in ("C-1", "C-2", "C-3"):
        contract = await office.contract(code, "8000", status="executed")
        waiting.append(await office.order("100", contract))
        counted.add(await count(statements, read))
    assert len(counted) == 1


async def test_moves_of_orders_on_many_contracts(
    people: People, container: Container, statements: list[bytes]
) -> None:
    """Of an approved order it is asked which was the last on its contract."""
    office = Office(people, container)

    async def read() -> None:
        rows = await office.listed("log", include="moves")
        assert [[each["action"] for each in row["moves"]] for row in rows] == [moves] * orders

    async def sent(code: str) -> None:
        order = await office.order("100", await office.contract(code, "8000", status="executed"))
        await office.act(order, "send", role="admin")

    orders, moves = 1, ["execute", "sentToOpen"]
    await sent("C-1")
    one = await count(statements, read)
    for code in ("C-2", "C-3"):
        await sent(code)
        orders += 1
    assert await count(statements, read) == one


async def test_lines_that_a_supplier_sees(site: Site, statements: list[bytes]) -> None:
    contract = await site.contract()

    async def read_lines_of(*names: str) -> int:
        lines = [{"name": name, "contractId": contract["id"], "scope": "in"} for name in names]
        asked = await site.change(*lines, kind="rfq", contractId=contract["id"])
        await site.act(asked, "open", "submit")

        async def read() -> None:
            shown = await site.read(asked, "/lines", "supplier")
            assert shown["total"] == len(names)

        return await count(statements, read)

    assert await read_lines_of("a", "b", "c", "d") == await read_lines_of("a")


async def test_changes_that_a_supplier_hears_of(
    site: Site, ledger: Ledger, container: Container, statements: list[bytes]
) -> None:
    contract = await site.contract()
    lines = [{"name": each, "contractId": contract["id"], "scope": "in"} for each in "abcd"]
    asked = await site.change(*lines, kind="rfq", contractId=contract["id"])
    await site.act(asked, "open", "submit")
    feed = LiveFeed(ledger)
    moved = await feed.moved(container.id, 0, await feed.head(container.id))
    items = [each for one in moved for each in one.entries if each.noun == "cost_item"]
    looker = Looker(
        "supplier",
        site.people.companies["supplier"].id,
        site.people.persons["supplier"].id,
    )

    async def told(count_told: int) -> int:
        some = Moved(1, datetime.now(UTC), None, tuple(items[:count_told]))

        async def read() -> None:
            heard = await feed.told(container.id, some, looker)
            assert heard.kinds == ("cost_item",)

        return await count(statements, read)

    assert len(items) >= 4
    assert await told(len(items)) == await told(1)


@pytest.mark.parametrize("then", [False, True])
async def test_projects(people: People, statements: list[bytes], then: bool) -> None:
    admin = people.clients["admin"]
    query = {"asOf": (datetime.now(UTC) - timedelta(seconds=1)).isoformat()} if then else {}

    async def opened(name: str) -> None:
        reply = await admin.post("/web/v1/projects", json={"name": name, "currency": "USD"})
        assert reply.status_code == 201, reply.text

    async def read() -> None:
        reply = await admin.get("/web/v1/projects", params=query)
        assert reply.status_code == 200, reply.text

    one = await count(statements, read)
    for name in ("Annex", "Bridge", "Canteen"):
        await opened(name)
    assert await count(statements, read) == one


async def test_a_page_of_history_reads_no_other(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = await site.change({"estimated": "5"}, {"estimated": "6"})
    await site.act(change, "open")
    whole = (await site.read(change, "/history"))["results"]
    assert len(whole) > 4
    read = []
    entry_of = journal_read.entry_of

    def noted(row: Any) -> Any:
        read.append(row)
        return entry_of(row)

    monkeypatch.setattr(journal_read, "entry_of", noted)
    for place, told in enumerate(whole):
        read.clear()
        page = await site.read(change, f"/history?limit=1&offset={place}")
        assert (page["results"], page["total"]) == ([told], len(whole))
        assert len(read) == 1
    beyond = await site.read(change, f"/history?offset={len(whole)}")
    assert (beyond["results"], beyond["total"]) == ([], len(whole))


async def test_a_page_of_history_for_a_supplier_reads_no_other(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside its page no more than what decided when he was shown it, and whatever else was
    written meanwhile."""
    contract = await site.contract()
    lines = [{"name": each, "contractId": contract["id"], "scope": "in"} for each in "ab"]
    asked = await site.change(*lines, kind="rfq", contractId=contract["id"])
    await site.act(asked, "open")
    address = f"{site.root}/change-orders/rfq/{asked['id']}"

    async def write(**values: Any) -> None:
        reply = await site.acc.patch(address, json=values)
        assert reply.status_code == 200, reply.text

    for days in (1, 2, 3):
        await write(scheduleChange=days)
    read = []
    entry_of = journal_read.entry_of

    def noted(row: Any) -> Any:
        read.append(row)
        return entry_of(row)

    monkeypatch.setattr(journal_read, "entry_of", noted)

    async def pages() -> tuple[list[Any], int]:
        """The whole of it, and what the reading of a page of one takes of the journal."""
        whole = await site.read(asked, "/history", "supplier")
        read.clear()
        page = await site.read(asked, "/history?limit=1&offset=1", "supplier")
        assert (page["results"], page["total"]) == (whole["results"][1:2], whole["total"])
        return whole["results"], len(read)

    told, taken = await pages()
    assert [each["diffs"][0]["after"] for each in told[:3]] == [3, 2, 1]
    for number in range(5):
        await write(note=f"secret {number}")
        await write(scheduleChange=3)
    assert await pages() == (told, taken)
    await write(scheduleChange=4)
    more, still = await pages()
    assert (more[1:], still) == (told, taken)


async def test_names_in_a_body(site: Site, web: httpx.AsyncClient, statements: list[bytes]) -> None:
    """What a body names is looked up at once, and whether its caller sees it."""
    contract = await site.contract()
    lines = [{"name": each, "contractId": contract["id"], "scope": "in"} for each in "abcd"]
    asked = await site.change(*lines, kind="rfq", contractId=contract["id"])
    await site.act(asked, "open")
    rows = (await site.read(asked, "/lines"))["results"]
    supplier = site.people.clients["supplier"]

    async def priced(count_priced: int) -> int:
        prices = [{"lineId": row["id"], "amount": "5"} for row in rows[:count_priced]]
        statements.clear()
        path = f"{site.place}/records/{asked['id']}/quotes"
        reply = await supplier.post(path, json={"prices": prices})
        assert reply.status_code == 201, reply.text
        return len(statements)

    await priced(1)
    # One more, where quotes are made beside one that changes, or more ids are asked for.
    assert await priced(4) <= await priced(1) + 1
    codes = [(await site.contract(code=f"D-{each}"))["id"] for each in range(4)]

    async def governed(count_named: int) -> int:
        step = {"name": "Board", "who": [{"role": "approver"}]}
        body = {"kinds": ["sco"], "bands": [{"name": "all", "steps": [step]}], "active": False}
        body |= {"name": f"Of {count_named}", "contractIds": codes[:count_named]}
        statements.clear()
        reply = await web.post(f"{site.place}/approval-policies", json=body)
        assert reply.status_code == 201, reply.text
        return len(statements)

    await governed(2)
    assert await governed(4) <= await governed(1) + 1
