"""Hooks through the door, for tests."""

from __future__ import annotations

from typing import Any

import httpx
from tests.procore.site import Site, found

V1 = "/rest/v1.0/webhooks"
HOOKS = f"{V1}/hooks"
URL = "https://hooks.example/news"
SECRET = "Bearer of news"
ORDERS = "Change Order Packages"


def scope(site: Site, level: str) -> dict[str, int]:
    """Whose hooks: v1.0's parameter for a project's or a company's."""
    return {"project_id": site.project_id} if level == "project" else {"company_id": company(site)}


def company(site: Site) -> int:
    return site.company_id


def v2(site: Site, level: str = "project") -> str:
    """The path of v2.0's hooks."""
    base = f"/rest/v2.0/companies/{site.company_id}"
    return (
        f"{base}/projects/{site.project_id}/webhooks" if level == "project" else f"{base}/webhooks"
    )


def hook_fields(**fields: Any) -> dict[str, Any]:
    return {
        "api_version": "v2",
        "namespace": "ledger-bridge",
        "destination_url": URL,
        "destination_headers": {"Authorization": SECRET},
        **fields,
    }


async def new_hook(site: Site, level: str = "project", **fields: Any) -> dict[str, Any]:
    body = {**scope(site, level), "hook": hook_fields(**fields)}
    answer = await site.procore.post(HOOKS, json=body)
    assert answer.status_code == 201, answer.text
    return found(answer)


async def new_trigger(
    site: Site, hook_id: int, name: str = ORDERS, event: str = "create", level: str = "project"
) -> dict[str, Any]:
    answer = await post_trigger(site, hook_id, name, event, level)
    assert answer.status_code == 201, answer.text
    return found(answer)


async def post_trigger(
    site: Site, hook_id: int, name: str, event: str, level: str = "project"
) -> httpx.Response:
    trigger = {"resource_name": name, "event_type": event}
    body = {**scope(site, level), "api_version": "v2", "trigger": trigger}
    return await site.procore.post(f"{HOOKS}/{hook_id}/triggers", json=body)


async def told(site: Site, hook_id: int, level: str = "project") -> list[dict[str, Any]]:
    """The payloads of all that a hook has to be told, oldest first."""
    path = f"{v2(site, level)}/hooks/{hook_id}/deliveries"
    answer = await site.procore.get(path, params={"per_page": 100})
    assert answer.status_code == 200, answer.text
    return [row["payload"] for row in reversed(answer.json()["data"])]
