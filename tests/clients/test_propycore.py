"""`ProPyCore` from PyPI, a client of Procore's API, against a served project.

Part of `./test --deep`; skipped by name unless `PROOF_PROPYCORE` names a Python that has it. It
takes its token with HTTP Basic, and asks for pages until one is empty. Two of its lists send no
company header, which the vendor demands; the driver adds it, and without it they are refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.clients.procore_services import SECRET, Json, Service, answers, new_service, python_of

from changewright.edge.http import Application
from changewright.work.ledger import Ledger

pytestmark = pytest.mark.deep

VARIABLE = "PROOF_PROPYCORE"


@pytest.fixture
async def service(address: str, application: Application, ledger: Ledger) -> Service:
    python_of(VARIABLE)
    return await new_service(address, application, ledger)


def ask(
    service: Service, folder: Path, *calls: list[Any], company_header: bool = True
) -> list[Any]:
    header = {"COMPANY_ID": str(service.company_id)} if company_header else {}
    return answers(
        python_of(VARIABLE),
        "propycore_driver.py",
        list(calls),
        folder,
        BASE_URL=service.url,
        CLIENT_ID=service.client_id,
        CLIENT_SECRET=SECRET,
        **header,
    )


def value(answer: Json) -> Any:
    assert "error" not in answer, answer
    return answer["value"]


def test_it_finds_its_company_projects_and_people(service: Service, tmp_path: Path) -> None:
    company, project = service.company_id, service.project_id
    admin, supplier = service.people.persons["admin"], service.people.companies["supplier"]
    calls: list[list[Any]] = [
        ["companies.get", {}],
        ["companies.find", {"identifier": company}],
        ["companies.get_projects", {"company_id": company}],
        ["projects.get", {"company_id": company}],
        ["projects.find", {"company_id": company, "identifier": project}],
        ["directory.users.get", {"company_id": company, "project_id": project}],
        [
            "directory.users.show",
            {"company_id": company, "project_id": project, "user_id": admin.id},
        ],
        [
            "directory.users.find",
            {"company_id": company, "project_id": project, "user_id": admin.email},
        ],
        ["directory.vendors.get", {"company_id": company}],
        ["directory.vendors.find", {"company_id": company, "user_id": supplier.name}],
    ]
    found = [value(answer) for answer in ask(service, tmp_path, *calls)]
    wanted = [company, company, project, project, project, *[admin.id] * 3, *[supplier.id] * 2]
    for (name, _), answer, record_id in zip(calls, found, wanted, strict=True):
        rows = answer if isinstance(answer, list) else [answer]
        assert record_id in [row["id"] for row in rows], name


def test_it_reads_change_events_and_cost_codes(service: Service, tmp_path: Path) -> None:
    here = {"company_id": service.company_id, "project_id": service.project_id}
    calls: list[list[Any]] = [
        ["change_events.get", here],
        ["change_events.show", {**here, "event_id": service.records["change_event"]}],
        ["cost_codes.get", here],
        ["cost_codes.find", {**here, "identifier": "Forms"}],
        ["cost_codes.create", {**here, "name": "Rebar", "code": "0320"}],
    ]
    events, event, codes, code, made = (value(each) for each in ask(service, tmp_path, *calls))
    assert [each["id"] for each in events] == [service.records["change_event"]]
    assert event["id"] == service.records["change_event"]
    assert service.records["cost_code"] in [each["id"] for each in codes]
    assert code["id"] == service.records["cost_code"]
    assert made["name"] == "Rebar"


def test_what_is_not_here_is_refused(service: Service, tmp_path: Path) -> None:
    here = {"company_id": service.company_id, "project_id": service.project_id}
    for answer in ask(service, tmp_path, ["rfis.get", here], ["submittals.get", here]):
        assert "error" in answer


def test_without_the_company_header_it_is_told_so(service: Service, tmp_path: Path) -> None:
    (answer,) = ask(
        service,
        tmp_path,
        ["projects.get", {"company_id": service.company_id}],
        company_header=False,
    )
    assert "403" in answer["error"]
