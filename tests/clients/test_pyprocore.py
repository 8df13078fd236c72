"""`pyprocore` from PyPI, a read-only client of Procore's API, against a served project.

Part of `./test --deep`; skipped by name unless `PROOF_PYPROCORE` names a Python (3.12 or newer)
that has it. It calls paths that the vendor's documents do not have (procore.md §7).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.clients.procore_services import SECRET, Json, Service, answers, new_service, python_of

from changewright.edge.http import Application
from changewright.work.ledger import Ledger

pytestmark = pytest.mark.deep

VARIABLE = "PROOF_PYPROCORE"
NOT_HERE = {
    "rfis.list": "RFIs",
    "direct_costs.list": "direct costs",
    "owner_invoices.list": "invoices",
    "cost_codes.list": "cost codes of a company; they are a project's here",
    "cost_codes.wbs": "a list of budget codes",
}
"""Calls for what this server does not have: the client says so in its own way."""


@pytest.fixture
async def service(address: str, application: Application, ledger: Ledger) -> Service:
    python_of(VARIABLE)
    return await new_service(address, application, ledger)


def ask(service: Service, folder: Path, *calls: list[Any]) -> list[Any]:
    return answers(
        python_of(VARIABLE),
        "pyprocore_driver.py",
        list(calls),
        folder,
        PROCORE_API_BASE=service.url,
        PROCORE_LOGIN_URL=service.url,
        PROCORE_CLIENT_ID=service.client_id,
        PROCORE_CLIENT_SECRET=SECRET,
        PROCORE_COMPANY_ID=str(service.company_id),
        PROCORE_AUTH_MODE="client_credentials",
        PROCORE_TOKEN_STORE_BACKEND="memory",
    )


def value(answer: Json) -> Any:
    assert "error" not in answer, answer
    return answer["value"]


def test_it_reads_every_list_and_record_that_is_here(service: Service, tmp_path: Path) -> None:
    here = {"project_id": service.project_id}
    made = service.records
    lists: dict[str, tuple[Json, int | None]] = {
        "change_order_packages": (here, made["package"]),
        "commitment_change_orders": (here, made["commitment_change_order"]),
        "prime_change_orders": (here, made["prime_change_order"]),
        "change_events": (here, made["change_event"]),
        "commitments": (here, made["work_order"]),
        "commitment_contracts": (here, made["purchase_order"]),
        "work_order_contracts": (here, made["work_order"]),
        "purchase_order_contracts": (here, made["purchase_order"]),
        "prime_contracts": (here, made["prime_contract"]),
        "project_users": (here, service.people.persons["admin"].id),
        "company_users": ({}, service.people.persons["admin"].id),
        "vendors": ({}, service.people.companies["supplier"].id),
        "projects": ({}, service.project_id),
        "companies": ({}, service.company_id),
        "cost_types": ({}, None),
        "tax_codes": ({}, None),
    }
    found = ask(service, tmp_path, *([f"{name}.list", args] for name, (args, _) in lists.items()))
    for (name, (_, wanted)), answer in zip(lists.items(), found, strict=True):
        rows = value(answer)
        if wanted is not None:
            assert wanted in [row["id"] for row in rows], name

    parameter = {
        "change_order_packages": "change_order_package_id",
        "commitment_change_orders": "commitment_change_order_id",
        "prime_change_orders": "prime_change_order_id",
        "change_events": "change_event_id",
        "commitments": "commitment_id",
        "commitment_contracts": "commitment_contract_id",
        "work_order_contracts": "work_order_contract_id",
        "purchase_order_contracts": "purchase_order_contract_id",
        "prime_contracts": "prime_contract_id",
        "project_users": "user_id",
        "company_users": "user_id",
        "vendors": "vendor_id",
    }
    calls: list[list[Any]] = [
        [f"{name}.get", {**lists[name][0], key: lists[name][1]}] for name, key in parameter.items()
    ]
    for (name, *_), answer in zip(calls, ask(service, tmp_path, *calls), strict=True):
        assert value(answer)["id"] == lists[str(name).partition(".")[0]][1], name


def test_it_reads_what_surrounds_them(service: Service, tmp_path: Path) -> None:
    here = {"project_id": service.project_id}
    prime = {**here, "prime_contract_id": service.records["prime_contract"]}
    statuses, types, settings, lines, summary, order, views = ask(
        service,
        tmp_path,
        ["change_events.statuses", here],
        ["change_events.types", here],
        ["change_events.settings", here],
        ["prime_contracts.line_items", prime],
        ["prime_contracts.summary", prime],
        ["change_events.find", {**here, "number": "7"}],
        ["budget.views", here],
    )
    assert "Open" in [row["name"] for row in value(statuses)]
    assert value(types)
    assert value(settings)
    assert value(lines) == []
    assert value(summary)
    assert value(order)["id"] == service.records["change_event"]
    assert [row["name"] for row in value(views)] == ["Standard Budget View"]


def test_it_pages_by_the_links(service: Service, tmp_path: Path) -> None:
    here = {"project_id": service.project_id}
    (rows,) = ask(service, tmp_path, ["commitments.list", {**here, "per_page": 1}])
    ids = {row["id"] for row in value(rows)}
    assert ids == {service.records["work_order"], service.records["purchase_order"]}


def test_what_is_not_here_is_refused_in_words_it_understands(
    service: Service, tmp_path: Path
) -> None:
    here = {"project_id": service.project_id}
    extra: dict[str, Json] = {
        "owner_invoices.list": {**here, "prime_contract_id": service.records["prime_contract"]},
        "cost_codes.list": {},
    }
    found = ask(service, tmp_path, *([name, extra.get(name, here)] for name in NOT_HERE))
    for name, answer in zip(NOT_HERE, found, strict=True):
        assert "error" in answer, name
        assert "NotFound" in answer["error"] or "404" in answer["error"], (name, answer)
