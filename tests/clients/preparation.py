"""What a project must hold before somebody else's client can be run in it, made through the door.

Everything is made over HTTP, as a reader of the vendor's README would: nothing here reaches behind
the server.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class Served:
    """A running server and a project of it in which the bearer of the token is an administrator."""

    url: str
    """Without a slash at the end."""
    token: str
    container: str
    project_name: str


def environment(served: Served) -> dict[str, str]:
    """The facts every collection needs (see `postman_environment.ENVIRONMENT`)."""
    return {
        "base_domain": served.url + "/",
        "project_name": served.project_name,
        "access_token": served.token,
    }


def api_list_facts(served: Served) -> dict[str, str]:
    """Makes one draft of each record the API list works on; returns every fact its rows name."""
    with httpx.Client(
        base_url=served.url, headers={"Authorization": f"Bearer {served.token}"}, timeout=30
    ) as client:
        costs = f"/cost/v1/containers/{served.container}"

        def made(path: str, **body: Any) -> str:
            answer = client.post(f"{costs}/{path}", json=body)
            assert answer.status_code == 201, (path, answer.status_code, answer.text)
            return str(answer.json()["id"])

        budget = made("budgets", code="200420420501", name="First", quantity=1, unitPrice="100")
        unlinked = made("budgets", code="200420420502", name="Second", quantity=1, unitPrice="100")
        made("contracts", code="PREP-1", name="Concrete works", type="consultant")
        change_order = made("change-orders/pco", name="Additional slab openings")
        cost_item = made("cost-items", name="Saw cutting", estimated="1000.0000")
        user = client.get("/userinfo")
        assert user.status_code == 200, user.text
        return environment(served) | {
            "budget_id": budget,
            "unlinked_budget_id": unlinked,
            "change_order_id": change_order,
            "cost_item_id": cost_item,
            "association_type": "FormInstance",
            "attachment_urn": "urn:adsk.objects:os.object:wip.dm.prod/4f1c9d06.pdf",
            "property_value": "RFI",
            "user_id": str(user.json()["sub"]),
            "company_id": _company(client, served),
        }


def _company(client: httpx.Client, served: Served) -> str:
    """The 12-character id of a company of the project's account."""
    hubs = client.get("/project/v1/hubs").json()["data"]
    account = str(hubs[0]["id"]).removeprefix("b.")
    companies = client.get(f"/hq/v1/accounts/{account}/projects/{served.container}/companies")
    assert companies.status_code == 200, companies.text
    return str(companies.json()[0]["member_group_id"])
