"""How the past is asked for: what is refused, who may, and what an answer may be kept for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from tests.fixtures_acc import People
from tests.past.albums import instant, moment_between, revision_of
from tests.procore.site import Site, open_site

from changewright.core.settings import ProjectSettings
from changewright.edge.http import Application
from changewright.work.ledger import Ledger

MALFORMED = (
    *("yesterday", "2026-02-01", "2026-02-01T10:00", "2026-02-01T10:00:00", "-1", "1.5", "1e3"),
    *("2026-13-01T10:00:00Z", "2026-02-30T10:00:00Z", "99999999999999999999", "[]", "null"),
)


@pytest.fixture
async def site(application: Application, ledger: Ledger) -> Site:
    return await open_site(application, ledger, ProjectSettings())


def ways(site: Site) -> list[tuple[httpx.AsyncClient, str, str, dict[str, str]]]:
    """A list through each door, with the parameter's name there."""
    project = {"project_id": str(site.project_id)}
    return [
        (site.acc, site.cost("change-orders/pco"), "asOf", {}),
        (site.procore, "/rest/v1.0/change_events", "as_of", project),
        (site.acc, f"/web/v1/projects/{site.project_id}/settings", "asOf", {}),
    ]


def field_of(answer: httpx.Response) -> str:
    """The one field that a refusal names, in any door's words."""
    told = answer.json()
    if "problems" in told:
        return str(told["problems"][0]["field"])
    errors = told["error"]["errors"] if "error" in told else told["errors"]
    return str(next(iter(errors)) if isinstance(errors, dict) else errors[0]["field"])


@pytest.mark.parametrize("text", MALFORMED)
async def test_what_is_no_moment_is_named(site: Site, text: str) -> None:
    for client, path, name, query in ways(site):
        answer = await client.get(path, params={**query, name: text})
        assert (answer.status_code, field_of(answer)) == (400, name), (path, answer.text)


async def test_what_has_not_come_yet_is_refused(site: Site, ledger: Ledger) -> None:
    newest = await revision_of(ledger, site.container.id)
    soon = instant(datetime.now(UTC) + timedelta(minutes=1))
    for client, path, name, query in ways(site):
        for text in (soon, str(newest + 1)):
            answer = await client.get(path, params={**query, name: text})
            assert (answer.status_code, field_of(answer)) == (400, name), (path, answer.text)
        for text in (instant(datetime.now(UTC)), str(newest)):
            answer = await client.get(path, params={**query, name: text})
            assert answer.status_code == 200, (path, answer.text)


async def test_before_the_project_began_there_is_nothing(site: Site) -> None:
    made = await site.make("change-orders/pco", name="First")
    for text in ("0", "1999-01-01T00:00:00Z", "1999-01-01T00:00:00+09:00"):
        for client, path, name, query in ways(site)[:2]:
            answer = await client.get(path, params={**query, name: text})
            told = answer.json()
            rows = told if isinstance(told, list) else told["results"]
            assert (answer.status_code, rows) == (200, []), answer.text
        address = site.cost(f"change-orders/pco/{made['id']}")
        assert (await site.acc.get(address, params={"asOf": text})).status_code == 404
    assert (await site.acc.get(address)).status_code == 200


async def test_the_past_is_not_written(site: Site, ledger: Ledger) -> None:
    made = await site.make("change-orders/pco", name="First")
    newest = await revision_of(ledger, site.container.id)
    address = site.cost(f"change-orders/pco/{made['id']}")
    answers = [
        await site.acc.patch(address, params={"asOf": "1"}, json={"name": "Then"}),
        await site.acc.delete(address, params={"asOf": "1"}),
        await site.acc.post(
            site.cost("change-orders/pco"), params={"asOf": "1"}, json={"name": "x"}
        ),
        await site.procore.post(
            "/rest/v1.0/change_events",
            params={"as_of": "1"},
            json={"project_id": site.project_id, "change_event": {"title": "x"}},
        ),
    ]
    for answer in answers:
        assert answer.status_code in (400, 422), answer.text
        assert field_of(answer) in ("asOf", "as_of")
    assert await revision_of(ledger, site.container.id) == newest


async def test_a_deleted_record_is_there_as_of_then(site: Site) -> None:
    made = await site.make("change-orders/pco", name="Doomed")
    address = site.cost(f"change-orders/pco/{made['id']}")
    then = (await site.acc.get(address)).content
    moment = await moment_between()
    assert (await site.acc.delete(address)).status_code == 204
    assert (await site.acc.get(address)).status_code == 404
    answer = await site.acc.get(address, params={"asOf": moment})
    assert (answer.status_code, answer.content) == (200, then)
    # A plus sign that came as a space is the sign it was.
    offset = moment.replace("Z", "+00:00")
    assert (await site.acc.get(f"{address}?asOf={offset}")).content == then


async def test_a_strangers_and_a_suppliers_past(site: Site, people: People) -> None:
    """Who may see is asked today, and what is hidden today is hidden then."""
    made = await site.make("change-orders/pco", name="Secret")
    order = await site.make("change-orders/sco", name="Order", note="Not for him")
    item = await site.make("cost-items", name="Item", submitted="12")
    await site.attach(order, item)
    moment = {"asOf": await moment_between()}
    for path in (f"change-orders/pco/{made['id']}", "change-orders/pco", "cost-items"):
        stranger = await people.clients["admin"].get(site.cost(path), params=moment)
        assert stranger.status_code == 404, path
    supplier = site.people.clients["supplier"]
    for path in (f"change-orders/pco/{made['id']}", f"change-orders/sco/{order['id']}"):
        assert (await supplier.get(site.cost(path), params=moment)).status_code == 404
    listed = await supplier.get(site.cost("change-orders/sco"), params=moment)
    assert listed.json()["results"] == []
    refused = await supplier.get(
        site.cost("cost-items"), params={**moment, "filter[budgetStatus]": "draft"}
    )
    assert refused.status_code == 400


async def test_an_answer_about_the_past_stays_as_it_is(site: Site) -> None:
    await site.make("change-orders/pco", name="First")
    moment = await moment_between()
    path = site.cost("change-orders/pco")
    first = await site.acc.get(path, params={"asOf": moment})
    await site.make("change-orders/pco", name="Second")
    again = await site.acc.get(
        path, params={"asOf": moment}, headers={"if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    now = await site.acc.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (now.status_code, now.json()["pagination"]["totalResults"]) == (200, 2)
    assert first.json()["pagination"]["totalResults"] == 1


async def test_the_next_page_is_of_the_same_moment(site: Site) -> None:
    for number in range(3):
        await site.make("change-orders/pco", name=f"Change {number}")
    moment = await moment_between()
    for number in range(3):
        await site.make("change-orders/pco", name=f"Later {number}")
    path = site.cost("change-orders/pco")
    names = []
    answer = await site.acc.get(path, params={"asOf": moment, "limit": 2})
    while True:
        told = answer.json()
        names += [row["name"] for row in told["results"]]
        assert told["pagination"]["totalResults"] == 3
        if not told["pagination"]["nextUrl"]:
            break
        answer = await site.acc.get(told["pagination"]["nextUrl"])
    assert names == [f"Change {number}" for number in range(3)]


async def test_settings_are_those_of_then(site: Site) -> None:
    path = f"/web/v1/projects/{site.project_id}/settings"
    then = await site.acc.get(path)
    moment = await moment_between()
    assert (await site.acc.patch(path, json={"tiersCost": 3, "lifo": False})).status_code == 200
    past = await site.acc.get(path, params={"asOf": moment})
    assert (past.content, past.headers["etag"]) == (then.content, then.headers["etag"])
    assert (await site.acc.get(path)).json()["tiersCost"] == 3
    # What a project was made with stands in no entry of its journal.
    assert (await site.acc.get(path, params={"asOf": "0"})).json()["tiersCost"] == 1
