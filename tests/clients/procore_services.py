"""A project for clients of Procore's API: a program that acts as its administrator, and records
made through the door. The clients run in a Python of their own, where nothing of this is there.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.fixtures_acc import People, join
from tests.fixtures_ledger import make_container

from changewright.core.people import OAuthClient
from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.procore.oauth import SCOPES
from changewright.work import identity
from changewright.work.ledger import Ledger

SECRET = "a secret of enough characters"
RUN_SECONDS = 120
HEARD_SECONDS = 30.0
CONTENT = b"%PDF-1.7 made for clients"
Json = dict[str, Any]


@dataclass(frozen=True)
class Service:
    """A running server, a program's id and secret, and what stands in its project."""

    url: str
    client_id: str
    company_id: int
    project_id: int
    records: dict[str, int]
    people: People


def python_of(variable: str) -> str:
    """The Python that a client is installed in; the test is skipped where none is named."""
    found = os.environ.get(variable)
    if not found:
        pytest.skip(f"{variable} names no Python in which the client is installed")
    return found


def answers(
    python: str, driver: str, calls: list[list[Any]], folder: Path, **environment: str
) -> list[Any]:
    """What a client answers to these calls, one after another: `{"value": …}` or
    `{"error": …}` each."""
    done = subprocess.run(
        [python, str(Path(__file__).with_name(driver))],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **environment},
        timeout=RUN_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: list[Any] = json.loads(done.stdout.rpartition("\n@@")[2])
    return found


async def new_service(address: str, application: Application, ledger: Ledger) -> Service:
    """A project born through Procore, with one of everything that the clients ask for."""
    container = await make_container(ledger, settings_born("procore"))
    people = await join(application, ledger, container)
    project = application.services.directory.project(container.id)
    assert project is not None
    program = OAuthClient(
        client_id=f"program-{uuid.uuid4().hex}",
        name="A client from a registry",
        scopes=tuple(scope.name for scope in SCOPES),
        service_person_id=people.persons["admin"].id,
    )
    await identity.add_client(ledger.database, program, SECRET)
    records = _records(address, project.account_id, project.id, people)
    return Service(address, program.client_id, project.account_id, project.id, records, people)


def _records(address: str, company_id: int, project_id: int, people: People) -> dict[str, int]:
    headers = {
        "Authorization": f"Bearer {people.tokens['admin']}",
        "Procore-Company-Id": str(company_id),
    }
    here = {"project_id": project_id}
    project = f"/rest/v1.0/projects/{project_id}"
    vendor_id = people.companies["supplier"].id
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        _wait(client, here)

        def made(path: str, body: Json, status: int = 201) -> int:
            answer = client.post(path, json=body)
            assert answer.status_code == status, (path, answer.status_code, answer.text)
            return int(answer.json()["id"])

        def contract(word: str, **fields: Any) -> int:
            fields |= {"vendor_id": vendor_id, "status": "Approved"}
            return made(f"/rest/v1.0/{word}s", here | {word: fields})

        work = contract("work_order_contract", title="Concrete", number="W-1")
        purchase = contract("purchase_order_contract", title="Steel", number="P-1")
        (prime,) = client.get("/rest/v1.0/prime_contracts", params=here).json()
        upload = client.post(f"{project}/uploads", json={"response_filename": "plan.pdf"}).json()
        sent = client.post(
            upload["url"], data=upload["fields"], files={"file": ("plan.pdf", CONTENT)}
        )
        assert sent.status_code == 204, sent.text
        change = {"contract_id": work, "title": "Extra doors", "upload_ids": [upload["uuid"]]}
        commitment = made(f"{project}/commitment_change_orders", {"change_order": change})
        (package,) = client.get("/rest/v1.0/change_order_packages", params=here).json()
        change = {"contract_id": prime["id"], "title": "Owner's wish"}
        prime_change = made(f"{project}/prime_change_orders", {"change_order": change})
        statuses = client.get("/rest/v1.0/change_event/statuses", params=here).json()
        event = {
            "title": "Rock",
            "number": "7",
            "change_event_status_id": statuses[0]["id"],
            "event_scope": "tbd",
        }
        return {
            "work_order": work,
            "purchase_order": purchase,
            "prime_contract": prime["id"],
            "commitment_change_order": commitment,
            "prime_change_order": prime_change,
            "package": package["id"],
            "change_event": made("/rest/v1.0/change_events", here | {"change_event": event}),
            "cost_code": made(
                "/rest/v1.0/cost_codes", here | {"cost_code": {"code": "0310", "name": "Forms"}}
            ),
        }


def _wait(client: httpx.Client, here: Json) -> None:
    """Until the server's directory, which looks for new projects every half second, has heard of
    this one."""
    until = time.monotonic() + HEARD_SECONDS
    while (answer := client.get("/rest/v1.0/prime_contracts", params=here)).status_code != 200:
        assert time.monotonic() < until, answer.text
        time.sleep(0.05)
