"""A story through every operation of Autodesk's door, and every answer of it asked for again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from tests.fixtures_acc import join
from tests.fixtures_ledger import make_container
from tests.openapi import steps
from tests.openapi.tour import ROUTES, SECRET, Tour
from tests.past.albums import Album, Question, album_of, changed_since, differences, instant

from changewright.core.people import OAuthClient
from changewright.edge.http import Application
from changewright.edge.routes import addresses
from changewright.work.identity import add_client
from changewright.work.ledger import Ledger

KINDS = ("pco", "rfq", "rco", "oco", "sco")


@dataclass
class Witness:
    """Somebody who walks along and keeps albums, of every so-manieth question."""

    tour: Tour
    ledger: Ledger
    step: int
    albums: list[Album] = field(default_factory=list)

    async def look(self) -> None:
        self.albums.append(await album_of(self.ledger, self.tour.container.id, self.questions()))

    def questions(self) -> list[Question]:
        """Every read that the walk has made, and every list that needs no id."""
        found = {}
        client = self.tour.client
        for operation_id, exchanges in self.tour.exchanges.items():
            door, route = ROUTES[operation_id]
            if route.method != "GET" or door.name != "acc":
                continue
            for exchange in exchanges:
                path = addresses(door, route)[0]
                for name, value in self.tour.placed(operation_id, exchange.places).items():
                    path = re.sub(rf"\{{{name}\}}", value, path)
                query = tuple((name, str(value)) for name, value in exchange.query.items())
                found[path, query] = Question(client, "asOf", path, query)
        base = f"/cost/v1/containers/{self.tour.container.uuid}"
        for kind in KINDS:
            for query in (
                (("include", "costItems,attributes"), ("sort", "-createdAt")),
                (("filter[budgetStatus]", "draft,open"), ("limit", "2"), ("offset", "1")),
                (("sort", "name,-number"),),
            ):
                path = f"{base}/change-orders/{kind}"
                found[path, query] = Question(client, "asOf", path, query)
        for path in ("budgets", "contracts", "main-contracts", "cost-items", "expenses"):
            for query in ((("sort", "createdAt"),), (("limit", "1"), ("sort", "-updatedAt"))):
                found[path, query] = Question(client, "asOf", f"{base}/{path}", query)
        return list(found.values())[:: self.step]


@pytest.mark.parametrize(("step", "least"), [(4, 10), pytest.param(1, 50, marks=pytest.mark.deep)])
async def test_every_read_of_a_walk_as_of_every_stage(
    application: Application, ledger: Ledger, step: int, least: int
) -> None:
    container = await make_container(ledger)
    people = await join(application, ledger, container)
    program = OAuthClient(f"past-{container.uuid.hex[:8]}", "Historian")
    await add_client(ledger.database, program, SECRET)
    tour = Tour(people.clients["admin"], container, people, program.client_id)
    witness = Witness(tour, ledger, step)
    await witness.look()
    await steps.codes(tour)
    budgets = await steps.budgets_and_contracts(tour)
    await witness.look()
    await steps.changes(tour, budgets)
    await witness.look()
    await steps.costs(tour, budgets)
    await steps.tracking(tour, budgets)
    await witness.look()
    await steps.attributes(tour)
    await steps.files_and_comments(tour)
    await steps.lists(tour)
    await witness.look()
    await upheaval(tour)
    faults: list[str] = []
    for album in witness.albums:
        faults += await differences(album, str(album.revision))
        faults += await differences(album, instant(album.at))
    assert not faults, "\n".join(faults)
    assert await changed_since(witness.albums) > least


async def upheaval(tour: Tour) -> None:
    """Afterwards much of it is edited, moved on or deleted."""
    base = f"/cost/v1/containers/{tour.container.uuid}"
    for path in (*(f"change-orders/{kind}" for kind in KINDS), "budgets", "contracts"):
        for number, row in enumerate((await tour.client.get(f"{base}/{path}")).json()["results"]):
            answer = await tour.client.patch(
                f"{base}/{path}/{row['id']}", json={"name": f"Renamed {number}"}
            )
            assert answer.status_code in (200, 409), answer.text
            await tour.client.delete(f"{base}/{path}/{row['id']}")
    for row in (await tour.client.get(f"{base}/cost-items")).json()["results"]:
        await tour.client.patch(f"{base}/cost-items/{row['id']}", json={"estimated": "77.7700"})
