"""A story through Procore's door, and every read of it asked for again as of every stage."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
import pytest
from tests.past.albums import Album, Question, album_of, changed_since, differences, instant
from tests.procore.door import furnish
from tests.procore.door.visits import ROUTES, Yard
from tests.procore.site import open_site

from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.procore.choices.routes import ROUTES as CHOICES
from changewright.procore.companies.routes import ROUTES as COMPANIES
from changewright.procore.projects.routes import ROUTES as PROJECTS
from changewright.procore.users.routes import ROUTES as USERS
from changewright.procore.vendors.routes import ROUTES as VENDORS
from changewright.work.ledger import Ledger

# Of the company, its people and its lists, which are as they are today.
OF_TODAY = {
    route.operation_id
    for routes in (COMPANIES, PROJECTS, USERS, VENDORS, CHOICES)
    for route in routes
}
READS = [
    name
    for name, route in ROUTES.items()
    if route.method == "GET" and route.status == 200 and name not in OF_TODAY
]


@dataclass
class Witness:
    """Somebody who walks along and keeps albums, of every so-manieth question."""

    yard: Yard
    step: int
    albums: list[Album] = field(default_factory=list)

    async def look(self) -> None:
        self.yard.found.clear()
        site = self.yard.own
        self.albums.append(await album_of(site.ledger, site.project_id, await self.questions()))

    async def questions(self) -> list[Question]:
        found = []
        for operation_id in READS:
            route = ROUTES[operation_id]
            for path in await self.yard.fills(route):
                for query in self.yard.queries(route):
                    asked = tuple((name, str(value)) for name, value in query.items())
                    found.append(Question(self.yard.client, "as_of", path, asked))
        return found[:: self.step]


@pytest.mark.parametrize(
    ("tiers", "step"),
    [
        (1, 5),
        pytest.param(1, 1, marks=pytest.mark.deep),
        pytest.param(2, 1, marks=pytest.mark.deep),
        pytest.param(3, 1, marks=pytest.mark.deep),
    ],
)
async def test_every_read_as_of_every_stage(
    application: Application, ledger: Ledger, tiers: int, step: int
) -> None:
    settings = msgspec.structs.replace(
        settings_born("procore"), tiers_cost=tiers, tiers_budget=tiers
    )
    own = await open_site(application, ledger, settings)
    yard = Yard(own, own, (await own.main_contract(),))
    witness = Witness(yard, step)
    await witness.look()
    yard.contracts = await furnish.changes(own)
    await witness.look()
    await furnish.codes_and_lines(yard)
    await furnish.events_and_questions(yard)
    await witness.look()
    await furnish.markups(yard)
    await furnish.lines(yard)
    await witness.look()
    await upheaval(yard)
    faults: list[str] = []
    for album in witness.albums:
        faults += await differences(album, str(album.revision))
    faults += await differences(witness.albums[-2], instant(witness.albums[-2].at))
    assert not faults, "\n".join(faults)
    assert await changed_since(witness.albums) > 100 // step


async def upheaval(yard: Yard) -> None:
    """Afterwards much of it is edited, moved on or deleted."""
    site = yard.own
    for row in await site.packages():
        fields = {"title": "Renamed", "status": "approved"}
        await yard.client.patch(
            f"/rest/v1.0/change_order_packages/{row['id']}", json=site.body(fields)
        )
    place = {"project_id": site.project_id}
    for row in await site.potential():
        path = f"/rest/v1.0/potential_change_orders/{row['id']}"
        for line in (await yard.client.get(f"{path}/line_items", params=place)).json():
            await yard.client.patch(
                f"{path}/line_items/{line['id']}",
                json={**place, "line_item": {"amount": "345.5", "description": "Dearer"}},
            )
    events = (await yard.client.get("/rest/v1.0/change_events", params=place)).json()
    for event in events:
        await yard.client.patch(
            f"/rest/v1.0/change_events/{event['id']}",
            json={**place, "change_event": {"title": "Renamed"}},
        )
    for item in (await site.acc.get(site.cost("cost-items"))).json()["results"]:
        await site.acc.patch(site.cost(f"cost-items/{item['id']}"), json={"estimated": "77"})
