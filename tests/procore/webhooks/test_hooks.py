"""Hooks and triggers over HTTP, under v1.0 and v2.0, of projects and of companies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.fixtures_acc import SCOPES, client_of
from tests.procore.site import Site, found, open_site
from tests.procore.webhooks.wiring import (
    HOOKS,
    ORDERS,
    SECRET,
    URL,
    V1,
    company,
    hook_fields,
    new_hook,
    new_trigger,
    post_trigger,
    scope,
    v2,
)

from changewright.core.roles import ROLE
from changewright.core.settings import settings_born
from changewright.work.identity import issue_personal_token
from changewright.work.keys import KeyRing

LEVELS = pytest.mark.parametrize("level", ["project", "company"])


@LEVELS
async def test_the_way_of_a_hook_under_v1(site: Site, level: str) -> None:
    where = scope(site, level)
    hook = await new_hook(site, level)
    assert hook == {
        "id": hook["id"],
        "api_version": "v2",
        "destination_headers": {"Authorization": SECRET},
        "destination_url": URL,
        "owned_by_company_id": company(site) if level == "company" else None,
        "owned_by_project_id": site.project_id if level == "project" else None,
        "owned_by_user_id": site.people.persons["admin"].id,
        "namespace": "ledger-bridge",
    }
    assert (await site.procore.get(HOOKS, params=where)).json() == [hook]
    other: dict[str, Any] = {**where, "namespace": "another"}
    assert (await site.procore.get(HOOKS, params=other)).json() == []
    everybody: dict[str, Any] = {**where, "namespace": "*"}
    assert (await site.procore.get(HOOKS, params=everybody)).json() == [hook]
    older: dict[str, Any] = {**where, "api_version": "v3"}
    assert (await site.procore.get(HOOKS, params=older)).json() == []

    name = ORDERS if level == "project" else "Projects"
    trigger = await new_trigger(site, hook["id"], name, "UPDATE", level)
    assert trigger == {
        "id": trigger["id"],
        "webhook_hook_id": hook["id"],
        "resource_name": name,
        "resource_id": None,
        "event_type": "UPDATE",
        "company_id": hook["owned_by_company_id"],
        "project_id": hook["owned_by_project_id"],
        "user_id": site.people.persons["admin"].id,
    }
    triggers = f"{HOOKS}/{hook['id']}/triggers"
    assert (await site.procore.get(triggers, params=where)).json() == [trigger]
    again = await post_trigger(site, hook["id"], name, "update", level)
    assert (again.status_code, list(again.json()["errors"])) == (409, ["resource_name"])

    change = {"destination_url": f"{URL}/2", "destination_headers": {"Authorization": "Basic x"}}
    path = f"{HOOKS}/{hook['id']}"
    changed = found(await site.procore.patch(path, json={**where, "hook": change}))
    assert changed == {**hook, **change}
    changed = found(
        await site.procore.patch(path, json={**where, "hook": {"namespace": "new-name"}})
    )
    assert changed == {**hook, **change, "namespace": "new-name"}

    gone = await site.procore.delete(f"{triggers}/{trigger['id']}", params=where)
    assert (gone.status_code, gone.json()) == (200, {})
    assert (await site.procore.get(triggers, params=where)).json() == []
    gone = await site.procore.delete(path, params=where)
    assert (gone.status_code, gone.json()) == (200, {})
    for answer in (
        await site.procore.get(triggers, params=where),
        await site.procore.delete(path, params=where),
        await site.procore.patch(path, json={**where, "hook": change}),
    ):
        assert answer.status_code == 404


@LEVELS
async def test_the_way_of_a_hook_under_v2(site: Site, level: str) -> None:
    base = v2(site, level)
    body = {
        "payload_version": "v4.0",
        "namespace": "ledger-bridge",
        "destination_url": URL,
        "destination_headers": {"Authorization": SECRET},
    }
    made = await site.procore.post(f"{base}/hooks", json=body)
    assert made.status_code == 201, made.text
    hook = made.json()["data"]
    assert {**hook, "created_at": None, "updated_at": None} == {
        **body,
        "id": hook["id"],
        "status": "active",
        "trigger_count": 0,
        "company_id": str(site.company_id),
        "project_id": str(site.project_id) if level == "project" else None,
        "created_at": None,
        "updated_at": None,
    }
    one = f"{base}/hooks/{hook['id']}"
    name = ORDERS if level == "project" else "Projects"
    wanted = {"resource_name": name, "event_type": "update"}
    trigger = (await site.procore.post(f"{one}/triggers", json=wanted)).json()["data"]
    assert trigger == {
        **wanted,
        "id": trigger["id"],
        "webhook_hook_id": hook["id"],
        "company_id": str(site.company_id),
        "project_id": hook["project_id"],
    }
    assert (await site.procore.get(f"{one}/triggers")).json()["data"] == [trigger]
    assert (await site.procore.get(one)).json()["data"] == {**hook, "trigger_count": 1}
    listed = (await site.procore.get(f"{base}/hooks")).json()["data"]
    assert listed == [{name: each for name, each in hook.items() if name != "trigger_count"}]
    counted = await site.procore.get(f"{base}/hooks", params={"include_trigger_count": "true"})
    assert [each["trigger_count"] for each in counted.json()["data"]] == [1]
    for query, count in (({"payload_version": "v4"}, 1), ({"payload_version": "v2.0"}, 0)):
        rows = await site.procore.get(f"{base}/hooks", params=query)
        assert len(rows.json()["data"]) == count

    resting = await site.procore.patch(one, json={"status": "disabled"})
    assert resting.json()["data"]["status"] == "disabled"
    assert resting.json()["data"]["destination_headers"] == {"Authorization": SECRET}
    gone = await site.procore.delete(f"{one}/triggers/{trigger['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    gone = await site.procore.delete(one)
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await site.procore.get(one)).status_code == 404


async def test_many_triggers_at_once_under_v1(site: Site) -> None:
    where = scope(site, "project")
    hook = await new_hook(site)
    path = f"{HOOKS}/{hook['id']}/triggers/bulk"
    wanted = [
        {"resource_name": ORDERS, "event_type": event} for event in ("create", "update", "delete")
    ]
    body = {**where, "api_version": "v2", "triggers": wanted}
    answer = await site.procore.post(path, json=body)
    assert answer.status_code == 200
    assert list(answer.json()) == ["success"]
    made = answer.json()["success"]
    assert [row["event_type"] for row in made] == ["CREATE", "UPDATE", "DELETE"]

    mixed: list[Any] = [
        {"resource_name": "Prime Contracts", "event_type": "create"},
        {"resource_name": "RFQ Quotes", "event_type": "delete"},
        {"resource_name": "Submittals", "event_type": "create"},
        {"resource_name": ORDERS, "event_type": "create"},
        3,
    ]
    answer = await site.procore.post(path, json={**body, "triggers": mixed})
    assert answer.status_code == 207, answer.text
    assert [row["resource_name"] for row in answer.json()["success"]] == ["Prime Contracts"]
    told = [
        (row["code"], row["trigger"]["resource_name"], list(row["errors"]))
        for row in answer.json()["failed"]
    ]
    assert told == [
        ("BAD_REQUEST", "RFQ Quotes", ["event_type"]),
        ("BAD_REQUEST", "Submittals", ["resource_name"]),
        ("CONFLICT", ORDERS, ["resource_name"]),
        ("BAD_REQUEST", None, ["trigger"]),
    ]
    triggers = (await site.procore.get(path.removesuffix("/bulk"), params=where)).json()
    assert len(triggers) == 4

    ids = [row["id"] for row in made]
    body = {**where, "triggers": [*ids[:2], 1]}
    answer = await site.procore.request("DELETE", path, json=body)
    assert answer.status_code == 207
    assert answer.json()["success"] == ids[:2]
    assert [(row["code"], row["trigger"]) for row in answer.json()["failed"]] == [("NOT_FOUND", 1)]
    answer = await site.procore.request("DELETE", path, json={**where, "triggers": ids[2:]})
    assert (answer.status_code, answer.json()) == (200, {"success": ids[2:]})
    for method in ("POST", "DELETE"):
        many = {**where, "api_version": "v2", "triggers": [1] * 501}
        refused = await site.procore.request(method, path, json=many)
        assert refused.status_code == 413


async def test_many_triggers_at_once_under_v2(site: Site) -> None:
    hook = await new_hook(site)
    path = f"{v2(site)}/hooks/{hook['id']}/triggers/bulk"
    wanted = [{"resource_name": ORDERS, "event_type": event} for event in ("create", "update")]
    answer = await site.procore.post(path, json=wanted)
    assert answer.status_code == 201
    ids = [row["id"] for row in answer.json()["data"]]
    assert all(isinstance(each, str) for each in ids)
    answer = await site.procore.post(path, json=wanted[:1])
    assert answer.status_code == 207
    assert answer.json()["data"]["succeeded"] == []
    assert [row["code"] for row in answer.json()["data"]["failed"]] == ["CONFLICT"]
    answer = await site.procore.request("DELETE", path, json=[*ids, "77", "x"])
    assert answer.status_code == 207
    assert answer.json()["data"]["succeeded"] == ids
    assert [row["trigger"] for row in answer.json()["data"]["failed"]] == ["77", "x"]
    (told,) = (await site.procore.post(path, json=[3])).json()["data"]["failed"]
    assert (
        told["errors"] == {"trigger": told["message"]} == {"trigger": "a trigger must be an object"}
    )
    for method in ("POST", "DELETE"):
        refused = await site.procore.request(method, path, json={"triggers": []})
        assert refused.status_code == 400


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"api_version": "v9"}, "api_version"),
        ({"api_version": None}, "api_version"),
        ({"destination_url": "http://hooks.example/"}, "destination_url"),
        ({"destination_url": "https://127.0.0.1/"}, "destination_url"),
        ({"destination_url": "https://[::ffff:10.0.0.1]/"}, "destination_url"),
        ({"destination_url": "nowhere"}, "destination_url"),
        ({"destination_url": None}, "destination_url"),
        ({"namespace": "Ledger Bridge"}, "namespace"),
        ({"namespace": "x" * 101}, "namespace"),
        ({"destination_headers": "x"}, "destination_headers"),
        ({"destination_headers": {"Authorization": 3}}, "Authorization"),
        ({"destination_headers": {"Authorization": "a\r\nX-Evil: 1"}}, "Authorization"),
        ({"destination_headers": {"Authorization": "x" * 4097}}, "Authorization"),
    ],
)
async def test_a_hook_that_cannot_be_names_the_field(
    site: Site, fields: dict[str, Any], named: str
) -> None:
    body: dict[str, Any] = {**scope(site, "project"), "hook": hook_fields(**fields)}
    refused = await site.procore.post(HOOKS, json=body)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [named])
    newer = dict(body["hook"])
    newer["payload_version"] = newer.pop("api_version")
    refused = await site.procore.post(f"{v2(site)}/hooks", json=newer)
    assert refused.status_code == 400
    wanted = "payload_version" if named == "api_version" else named
    assert wanted in [each["source"] for each in refused.json()["error"]["details"]]
    assert (await site.procore.get(HOOKS, params=scope(site, "project"))).json() == []


async def test_whose_hooks_must_be_said_and_the_project_counts(site: Site) -> None:
    refused = await site.procore.get(HOOKS)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["project_id"])
    both = {"company_id": site.company_id, "project_id": site.project_id}
    made = await site.procore.post(HOOKS, json={**both, "hook": hook_fields()})
    assert found(made)["owned_by_project_id"] == site.project_id
    assert len((await site.procore.get(HOOKS, params=both)).json()) == 1
    for moment in ("", "1", "2026-01-01T00:00:00Z"):
        of_company: dict[str, Any] = {
            **scope(site, "company"),
            **({"as_of": moment} if moment else {}),
        }
        assert (await site.procore.get(HOOKS, params=of_company)).json() == []
    wrong = {**both, "company_id": site.project_id}
    assert (await site.procore.get(HOOKS, params=wrong)).status_code == 404


async def test_only_who_configures_sees_and_makes_hooks(site: Site) -> None:
    hook = await new_hook(site)
    for name, role in ROLE.items():
        client = site.as_role(name)
        for level in ("project", "company"):
            where = scope(site, level)
            listed = await client.get(HOOKS, params=where)
            body = {**where, "hook": hook_fields(namespace=name)}
            made = await client.post(HOOKS, json=body)
            wanted = (200, 201) if role.configures else (403, 403)
            assert (listed.status_code, made.status_code) == wanted, (name, listed.text)
        answer = await client.get(f"{v2(site)}/hooks/{hook['id']}/deliveries")
        assert answer.status_code == (200 if role.configures else 403)
    stranger = await open_site(site.application, site.ledger, settings_born("procore"))
    stranger.procore.headers["procore-company-id"] = str(site.company_id)
    for level in ("project", "company"):
        refused = await stranger.procore.get(HOOKS, params=scope(site, level))
        assert refused.status_code == 404
        refused = await stranger.procore.get(f"{v2(site, level)}/hooks")
        assert refused.status_code == 404


async def test_what_a_hook_sends_along_is_told_to_its_maker_alone(site: Site) -> None:
    hook = await new_hook(site)
    path = f"/rest/v1.0/projects/{site.project_id}/permission_templates"
    templates = (await site.procore.get(path)).json()
    (admin,) = [row["id"] for row in templates if row["name"] == "Admin"]
    second = {
        "email_address": f"second.{site.project_id}@example.com",
        "last_name": "Second",
        "is_employee": True,
        "permission_template_id": admin,
    }
    users = f"/rest/v1.0/projects/{site.project_id}/users"
    made = found(await site.procore.post(users, json={"user": second}))
    directory = site.application.services.directory
    person = directory.person(made["id"])
    assert person is not None
    keys, now = KeyRing(site.ledger.database), datetime.now(UTC)
    await keys.load(now)
    token = await issue_personal_token(site.ledger.database, keys, person, SCOPES, 3600, now)
    client = client_of(site.application, token)
    client.headers["procore-company-id"] = str(site.company_id)
    (seen,) = (await client.get(HOOKS, params=scope(site, "project"))).json()
    assert seen == {**hook, "destination_headers": {"Authorization": None}}


async def test_a_trigger_is_of_its_hooks_scope_and_version(site: Site) -> None:
    own, companys = await new_hook(site), await new_hook(site, "company")
    refused = await post_trigger(site, own["id"], "Projects", "create")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["resource_name"])
    refused = await post_trigger(site, companys["id"], ORDERS, "create", "company")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["resource_name"])
    assert (await post_trigger(site, companys["id"], ORDERS, "create")).status_code == 404
    body = {
        **scope(site, "project"),
        "api_version": "v3",
        "trigger": {"resource_name": ORDERS, "event_type": "create"},
    }
    refused = await site.procore.post(f"{HOOKS}/{own['id']}/triggers", json=body)
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["api_version"])


@LEVELS
async def test_what_can_be_heard_is_listed(site: Site, level: str) -> None:
    where = scope(site, level)
    versions = await site.procore.get(f"{V1}/resources/api_versions", params=where)
    assert versions.json() == ["v2", "v3", "v4"]
    rows = (await site.procore.get(f"{V1}/resources", params=where)).json()
    newer = (
        await site.procore.get(
            f"{v2(site, level)}/resources", params={"payload_version": "v4", "per_page": 100}
        )
    ).json()["data"]
    assert [row["name"] for row in rows] == [row["name"] for row in newer]
    hook = await new_hook(site, level)
    for row in newer:
        for action in row["actions"]:
            await new_trigger(site, hook["id"], row["name"], action, level)
    by_name = {row["name"]: row for row in rows}
    assert by_name["Projects" if level == "company" else "RFQ Quotes"]["except"] == ["delete"]
    missing = await site.procore.get(f"{v2(site, level)}/resources")
    assert missing.status_code == 400


async def test_a_repeat_with_its_token_makes_one_hook(site: Site) -> None:
    body = {**scope(site, "project"), "hook": hook_fields()}
    for _ in range(2):
        answer = await site.procore.post(HOOKS, json=body, headers={"idempotency-token": "one"})
        assert answer.status_code == 201
    assert len((await site.procore.get(HOOKS, params=scope(site, "project"))).json()) == 1


async def test_a_project_has_a_hundred_hooks_and_no_more(site: Site) -> None:
    made = [await new_hook(site, namespace=f"n{number}") for number in range(100)]
    body = {**scope(site, "project"), "hook": hook_fields()}
    refused = await site.procore.post(HOOKS, json=body)
    assert refused.status_code == 422
    await site.procore.delete(f"{HOOKS}/{made[0]['id']}", params=scope(site, "project"))
    await new_hook(site)
