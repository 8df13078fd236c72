"""Lists: filters, ranges of whole seconds, pages with their headers, conditional reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.procore.site import PACKAGES, POTENTIAL, Site

from changewright.procore.wire import acronym_number, decimal_text, page_headers


@pytest.fixture
async def contract_id(site: Site) -> int:
    return (await site.commitment("SC-100", status="signed"))[1]


async def test_ids_by_commas_and_by_repeating(site: Site, contract_id: int) -> None:
    ids = [(await site.new_package(contract_id, title=t))["id"] for t in "abc"]
    wanted: list[tuple[dict[str, Any], list[int]]] = [
        ({"filters[id]": f"{ids[0]},{ids[2]}"}, [ids[0], ids[2]]),
        ({"filters[id][]": [ids[1], ids[2]]}, [ids[1], ids[2]]),
        ({"filters[id]": "1"}, []),
        ({"filters[id]": ""}, ids),
        ({"filters[nothing]": "x", "view": "compact"}, ids),
    ]
    for query, expected in wanted:
        assert [row["id"] for row in await site.packages(**query)] == expected, query


async def test_ranges_hold_both_ends_by_whole_seconds(site: Site, contract_id: int) -> None:
    made = await site.new_package(contract_id, title="a", due_date="2026-03-02")
    at = made["updated_at"]
    instant = datetime.fromisoformat(at)
    before, after = (
        (instant + timedelta(seconds=step)).strftime("%Y-%m-%dT%H:%M:%SZ") for step in (-1, 1)
    )
    day = at[:10]
    for name, text, is_found in (
        ("updated_at", f"{at}...{at}", True),
        ("updated_at", f'"{before}...{at}"', True),
        ("updated_at", f"{after}...{after}", False),
        ("updated_at", f"{before}...{before}", False),
        ("updated_at", f"{day}...{day}", True),
        ("updated_at", day, True),
        ("created_at", f"...{at}", True),
        ("created_at", f"{after}...", False),
        ("due_date", "2026-03-01...2026-03-02", True),
        ("due_date", "2026-03-03...2026-03-09", False),
    ):
        found = await site.packages(**{f"filters[{name}]": text})
        assert bool(found) == is_found, (name, text)
        if name != "signed_change_order_received_date":
            potential = await site.potential(**{f"filters[{name}]": text})
            assert bool(potential) == is_found, (name, text)


async def test_reviewed_at_is_when_it_was_approved(site: Site, contract_id: int) -> None:
    await site.new_package(contract_id, title="a")
    made = await site.new_package(contract_id, title="b", status="approved")
    text = f"{made['reviewed_at']}...{made['reviewed_at']}"
    for rows in (
        await site.packages(**{"filters[reviewed_at]": text}),
        await site.potential(**{"filters[reviewed_at]": text}),
    ):
        assert [row["title"] for row in rows] == ["b"]
        assert rows[0]["reviewed_at"] == made["reviewed_at"]


async def test_potential_by_contract(site: Site, contract_id: int) -> None:
    _, other_id = await site.commitment("SC-200", status="signed")
    for contract in (contract_id, other_id):
        await site.new_package(contract, title="a")
    rows = await site.potential(**{"filters[contract_id]": other_id})
    assert [row["contract_id"] for row in rows] == [other_id]


async def test_pages_lead_to_each_other(site: Site, contract_id: int) -> None:
    ids = [(await site.new_package(contract_id, title=t))["id"] for t in "abcde"]
    url: str | None = f"{PACKAGES}?project_id={site.project_id}&per_page=2&filters%5Bid%5D=" + (
        "%2C".join(map(str, ids))
    )
    seen: list[int] = []
    while url is not None:
        answer = await site.procore.get(url)
        assert answer.headers["total"] == "5"
        assert answer.headers["per-page"] == "2"
        seen += [row["id"] for row in answer.json()]
        url = answer.links.get("next", {}).get("url")
    assert seen == ids
    last = await site.procore.get(answer.links["first"]["url"])
    assert [row["id"] for row in last.json()] == ids[:2]
    beyond = await site.packages(page=9, per_page=10_000)
    assert beyond == []


@pytest.mark.parametrize(
    ("page", "total", "names"),
    [
        (1, 0, []),
        (1, 2, []),
        (1, 5, ["next", "last"]),
        (2, 5, ["first", "next", "last"]),
        (2, 9, ["first", "next", "last"]),
        (3, 9, ["first", "prev", "next", "last"]),
        (3, 5, ["first", "prev", "last"]),
    ],
)
def test_the_links_of_a_page(page: int, total: int, names: list[str]) -> None:
    headers = dict(page_headers("http://x/y", b"a=%5B1&page=7", page=page, per_page=2, total=total))
    text = headers.get(b"link", b"").decode()
    assert [part.partition('rel="')[2][:-1] for part in text.split(", ") if part] == names
    assert all("?a=%5B1&page=" in part for part in text.split(", ") if part)


async def test_an_unchanged_poll_is_a_304(site: Site, contract_id: int) -> None:
    package = await site.new_package(contract_id, title="a")
    one = f"{PACKAGES}/{package['id']}"
    query = {"project_id": site.project_id}
    (potential,) = await site.potential()
    shown = f"{POTENTIAL}/{potential['id']}"
    in_contract = {**query, "contract_id": contract_id}
    for path, asked in ((PACKAGES, query), (POTENTIAL, query), (one, query), (shown, in_contract)):
        first = await site.procore.get(path, params=asked)
        headers = {"if-none-match": first.headers["etag"]}
        again = await site.procore.get(path, params=asked, headers=headers)
        assert (again.status_code, again.content) == (304, b""), path
        await site.change_package(package["id"], title=f"changed for {path}")
        changed = await site.procore.get(path, params=asked, headers=headers)
        assert changed.status_code == 200, path
        assert changed.headers["etag"] != first.headers["etag"]


async def test_money_on_the_way_moves_a_poll(site: Site) -> None:
    """A sum is made of other records: what it shows must not be stale."""
    uuid, contract_id = await site.commitment("SC-1", status="signed")
    await site.new_package(contract_id, title="a")
    (order,), (change,) = await site.orders("sco"), await site.orders("pco")
    item = await site.make("cost-items", name="x", proposed="1", contractId=uuid, scope="in")
    for _ in range(3):  # so that the list is kept in memory
        assert [row["grand_total"] for row in await site.packages()] == ["0.0"]
        assert [row["grand_total"] for row in await site.potential()] == ["0.0"]
    await site.attach(change, item)
    await site.attach(order, item)
    for amount, shown in (("2", "2.0"), ("3.5", "3.5")):
        patched = await site.acc.patch(
            site.cost(f"cost-items/{item['id']}"), json={"proposed": amount}
        )
        assert patched.status_code == 200, patched.text
        for _ in range(2):
            assert [row["grand_total"] for row in await site.packages()] == [shown]
            assert [row["grand_total"] for row in await site.potential()] == [shown]


def test_decimals_have_one_place_at_least() -> None:
    told = {"150.0000": "150.0", "0.0500": "0.05", "-3.1400": "-3.14", "0.0000": "0.0"}
    assert {text: decimal_text(text) for text in told} == told
    assert decimal_text(None) == "0.0"
    assert acronym_number("PCCO", None) == "PCCO #"
